import ImageReading

/// One record of apk's database.
struct ApkRecord: Sendable {
    var package: Package
    /// What the record says beyond what all kinds have.
    var fields: ApkFields { package.apk ?? ApkFields() }
    /// The database file that holds the record.
    let node: FileTree.NodeID
    /// The number of the record's first line in that file.
    let line: Int
    /// The database, and where the record stands in it.
    let bytes: [UInt8]
    let range: Range<Int>
    /// Whether the digests of files are the beginnings of SHA-256.
    let hasBeginnings: Bool

    /// The files, links and folders of the package.
    var files: ApkFiles { ApkFiles(bytes, in: range, hasBeginnings: hasBeginnings) }

    /// What is wrong with the record, or with the package that it tells of.
    var problems: [(code: Diagnostic.Code, message: String)] {
        var problems: [(code: Diagnostic.Code, message: String)] = []
        let name = package.name
        func malformed(_ message: String) { problems.append((.malformedPackageRecord, "\(name) \(message)")) }
        if package.version.isEmpty {
            malformed("names no version")
        } else if !ApkVersion(package.version).isValid {
            malformed("has the version '\(package.version)', which apk refuses")
        }
        if package.architecture == nil { malformed("names no architecture") }
        if fields.checksum.map({ ApkDigest($0.utf8) == nil }) ?? true {
            malformed("has no checksum, or one of an unknown kind")
        }
        for (field, elements) in [
            ("D", fields.depends), ("p", fields.provides), ("i", fields.installIf), ("r", fields.replaces),
        ] {
            for element in elements where ApkRelation(element) == nil {
                malformed("has '\(element)' in \(field), which is no relation")
            }
        }
        for failure in ApkFields.Failure.allCases where fields.failures.contains(failure) {
            problems.append((.incompletePackage, "\(name) \(failure.clause)"))
        }
        return problems
    }
}

/// A record while its lines are read.
struct ApkRecordDraft {
    /// The number of the record's first line.
    let line: Int
    private let start: Int
    private var values: [UInt8: Range<Int>] = [:]
    private var lists: [UInt8: [Range<Int>]] = [:]
    /// The last line of a checksum, and what stood in one before it.
    private var checksum: (start: Int, line: Int, value: Range<Int>, earlier: Range<Int>?)?
    private var files = ApkFileChecker()

    init(_ line: ApkLines.Line) {
        self.line = line.number
        start = line.start
    }

    private init(line: Int, start: Int, checksum: Range<Int>?) {
        self.line = line
        self.start = start
        values[UInt8(ascii: "C")] = checksum
    }

    var hasName: Bool { values[UInt8(ascii: "P")] != nil }

    /// Takes a line with a field.
    ///
    /// - Returns: what is wrong with it, as the end of a sentence about the field; nil where nothing is.
    mutating func add(_ field: UInt8, _ line: ApkLines.Line, in bytes: [UInt8]) -> String? {
        let earlierChecksum = values[UInt8(ascii: "C")]
        checksum = nil
        switch field {
        case UInt8(ascii: "C"):
            checksum = (line.start, line.number, line.value, earlierChecksum)
            fallthrough
        case UInt8(ascii: "P"), UInt8(ascii: "V"), UInt8(ascii: "A"), UInt8(ascii: "S"), UInt8(ascii: "I"),
            UInt8(ascii: "T"), UInt8(ascii: "U"), UInt8(ascii: "L"), UInt8(ascii: "o"), UInt8(ascii: "m"),
            UInt8(ascii: "t"), UInt8(ascii: "c"), UInt8(ascii: "k"), UInt8(ascii: "q"), UInt8(ascii: "s"),
            UInt8(ascii: "f"):
            // apk takes the last one too.
            return values.updateValue(line.value, forKey: field) == nil ? nil : "was there before"
        case UInt8(ascii: "D"), UInt8(ascii: "p"), UInt8(ascii: "i"), UInt8(ascii: "r"), UInt8(ascii: "g"):
            lists[field, default: []].append(line.value)
            return nil
        case UInt8(ascii: "F"), UInt8(ascii: "R"), UInt8(ascii: "M"), UInt8(ascii: "a"), UInt8(ascii: "Z"):
            return files.problem(field, bytes[line.value])
        default:
            // Fields in lower case may be left out by those who don't know them.
            return field == field.lowercased ? nil : "is not known"
        }
    }

    /// Starts a record at a second name: the empty line before it is lost.
    ///
    /// - Parameter line: the line of the name.
    /// - Returns: the new record, and where the one before it ends. A checksum right before the name belongs to the new
    ///   record where the old one has another: apk writes it first.
    mutating func split(at line: ApkLines.Line) -> (next: ApkRecordDraft, end: Int) {
        guard let checksum, let earlier = checksum.earlier else {
            return (ApkRecordDraft(line: line.number, start: line.start, checksum: nil), line.start)
        }
        values[UInt8(ascii: "C")] = earlier
        return (
            ApkRecordDraft(line: checksum.line, start: checksum.start, checksum: checksum.value), checksum.start
        )
    }

    /// The value of a field with one value, cut to a length; nil where there is none or it is empty.
    func text(_ field: Character, in bytes: [UInt8], limit: Int) -> String? {
        guard let letter = field.asciiValue, let range = values[letter], !range.isEmpty else { return nil }
        return DisplayText.decoded(bytes[range].prefix(limit))
    }

    private func number(_ field: Character, in bytes: [UInt8]) -> Int64? {
        guard let letter = field.asciiValue, let range = values[letter] else { return nil }
        return Int64(digits: bytes[range])
    }

    /// The record up to a place of the file.
    ///
    /// - Parameters:
    ///   - left: how many more elements of relations are kept.
    ///   - limit: bytes of a field.
    func record(
        named name: String, _ bytes: [UInt8], end: Int, node: FileTree.NodeID, _ qualifiers: inout PackageURLQualifiers,
        elementsLeft left: inout Int, fieldLimit limit: Int
    ) -> ApkRecord {
        let version = text("V", in: bytes, limit: limit) ?? ""
        let architecture = text("A", in: bytes, limit: limit)
        var package = Package(
            name: name, version: version, kind: .apk, architecture: architecture,
            purl: PackageURL(
                type: Package.Kind.apk.rawValue, namespace: qualifiers.namespace, name: name, version: version,
                normalQualifiers: qualifiers.of(architecture)))
        package.summary = text("T", in: bytes, limit: limit)
        package.homepage = text("U", in: bytes, limit: limit)
        package.maintainer = text("m", in: bytes, limit: limit)
        var fields = ApkFields()
        fields.origin = text("o", in: bytes, limit: limit) ?? name
        fields.commit = text("c", in: bytes, limit: limit)
        fields.license = text("L", in: bytes, limit: limit)
        fields.checksum = text("C", in: bytes, limit: limit)
        fields.repositoryTag = text("s", in: bytes, limit: limit)
        fields.buildTime = number("t", in: bytes)
        fields.packageSize = number("S", in: bytes)
        fields.installedSize = number("I", in: bytes)
        fields.replacesPriority = number("q", in: bytes)
        fields.providerPriority = number("k", in: bytes)
        fields.depends = elements("D", in: bytes, &left, limit: limit)
        fields.provides = elements("p", in: bytes, &left, limit: limit)
        fields.installIf = elements("i", in: bytes, &left, limit: limit)
        fields.replaces = elements("r", in: bytes, &left, limit: limit)
        fields.tags = elements("g", in: bytes, &left, limit: limit)
        let letters = values[UInt8(ascii: "f")].map { bytes[$0] } ?? []
        fields.failures = Set(letters.compactMap(ApkFields.Failure.init(letter:)))
        package.apk = fields
        return ApkRecord(
            package: package, node: node, line: line, bytes: bytes, range: start..<end,
            hasBeginnings: letters.contains(UInt8(ascii: "S")))
    }

    private func elements(_ field: Character, in bytes: [UInt8], _ left: inout Int, limit: Int) -> [String] {
        guard let letter = field.asciiValue else { return [] }
        var elements: [String] = []
        for range in lists[letter] ?? [] {
            for word in bytes[range].prefix(limit).split(separator: UInt8(ascii: " ")) {
                // apko writes empty lists so.
                if word.allSatisfy({ $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") }) { continue }
                left -= 1
                if left >= 0 { elements.append(DisplayText.decoded(word)) }
            }
        }
        return elements
    }
}
