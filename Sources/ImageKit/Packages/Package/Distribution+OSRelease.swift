import ImageReading

extension Distribution {
    /// Where os-release stands, the first one there is being the one that counts.
    static let releasePaths: [BytePath] = ["etc/os-release", "usr/lib/os-release"]

    /// Reads the distribution of a tree; nil where the tree has no file that names one.
    ///
    /// What os-release leaves out, lsb-release and debian_version say: old images of Debian's unstable suite have no version
    /// in it, and images without os-release have one of the others. Ubuntu's debian_version names Debian's suite: without an
    /// os-release, dpkg's vendor and the greeting of etc/issue tell the two apart.
    init?(of tree: FileTree) {
        func contents(_ path: BytePath) -> [UInt8]? { tree.lookup(path).flatMap { tree.contents(of: $0) } }
        // One that is there and empty says nothing; the other one may.
        let release = Distribution.releasePaths.lazy.compactMap(contents).compactMap { Distribution(osRelease: $0) }
            .first
        let standard = contents("etc/lsb-release").flatMap { Distribution(standardRelease: $0) }
        let debianVersion = contents("etc/debian_version").map {
            DisplayText.decoded($0.prefix { $0 != UInt8(ascii: "\n") }).split(separator: " ").joined(separator: " ")
        }
        let issue = contents("etc/issue").flatMap { Distribution(issue: $0) }
        let vendor = contents("etc/dpkg/origins/default").flatMap { Distribution(vendor: $0) }
        // A derivative of Debian has a vendor of its own, and Debian's own files beside it.
        let named = release ?? standard ?? [vendor, issue].compactMap(\.self).first { $0.id != "debian" }
        let isDebian = named?.id ?? "debian" == "debian"
        let debian = isDebian ? debianVersion.flatMap { Distribution(debianVersion: $0) } : nil
        guard var found = named ?? debian ?? vendor ?? issue else { return nil }
        for other in [standard, debian, issue].compactMap(\.self) where other.id == found.id {
            guard found.versionID == nil, found.codename == nil else { break }
            found.versionID = other.versionID
            found.codename = other.codename
        }
        self = found
    }

    /// Reads `etc/debian_version`: `12.5`, or `trixie/sid` before a release.
    private init?(debianVersion text: String) {
        guard let first = text.utf8.first else { return nil }
        let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        let name = text.split(separator: isNumber ? "." : "/").first.map(String.init)
        self.init(
            id: "debian", versionID: isNumber ? name : nil, codename: isNumber ? nil : name,
            prettyName: "Debian GNU/Linux \(text)")
    }

    /// Reads dpkg's file on its vendor (deb-origin(5)): `Vendor: Ubuntu`.
    private init?(vendor bytes: [UInt8]) {
        let lines = DisplayText.decoded(bytes[...]).split(separator: "\n")
        let values = lines.lazy.map { $0.split(separator: ":", maxSplits: 1) }.filter { $0.count == 2 }
        guard let vendor = values.first(where: { $0[0].lowercased() == "vendor" })?[1].split(separator: " ").first
        else { return nil }
        self.init(id: vendor.lowercased(), prettyName: String(vendor))
    }

    /// Reads the greeting before a login: `Ubuntu 22.04.3 LTS \n \l`, `Debian GNU/Linux 12 \n \l`; nil where it names neither.
    private init?(issue bytes: [UInt8]) {
        let words = DisplayText.decoded(bytes.prefix { $0 != UInt8(ascii: "\n") }).split(separator: " ")
            .prefix { !$0.hasPrefix("\\") }
        guard let name = words.first?.lowercased(), ["debian", "ubuntu"].contains(name) else { return nil }
        // A version of Ubuntu has two numbers, and a third one for a new edition of its media.
        let number = words.first { $0.utf8.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }
        let version = number?.split(separator: ".").prefix(name == "ubuntu" ? 2 : 1).joined(separator: ".")
        self.init(id: name, versionID: version, prettyName: words.joined(separator: " "))
    }

    /// Reads an lsb-release file: `DISTRIB_ID` and others.
    private init?(standardRelease bytes: [UInt8]) {
        let values = Distribution.assignments(bytes)
        guard let id = values["DISTRIB_ID"] else { return nil }
        self.init(
            id: id.lowercased(), versionID: values["DISTRIB_RELEASE"], codename: values["DISTRIB_CODENAME"],
            prettyName: values["DISTRIB_DESCRIPTION"])
    }

    /// Parses an os-release file; nil where it has neither ID nor a name.
    ///
    /// The file is a list of shell assignments; it is read as data: quotes and backslashes are taken away, nothing is
    /// expanded, and the last assignment of a name counts (os-release(5)).
    ///
    /// - Parameter bytes: the whole file; need not be UTF-8.
    public init?(osRelease bytes: [UInt8]) {
        let values = Distribution.assignments(bytes)
        // Without an ID the name for people has to do, where it is one that packages are told apart by.
        let first = (values["NAME"] ?? values["PRETTY_NAME"])?.split(separator: " ").first?.lowercased()
        let name = first.flatMap { ["debian", "ubuntu", "alpine"].contains($0) ? $0 : nil }
        guard let id = values["ID"] ?? name else { return nil }
        self.init(
            id: id.lowercased(), versionID: values["VERSION_ID"], codename: values["VERSION_CODENAME"],
            prettyName: values["PRETTY_NAME"])
    }

    /// The values of shell assignments; empty ones are left out.
    private static func assignments(_ bytes: [UInt8]) -> [String: String] {
        var values: [String: String] = [:]
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let line = line.drop(while: isBlank)
            guard line.first != UInt8(ascii: "#"), let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = DisplayText.decoded(unquoted(line[line.index(after: equals)...]))
            values[DisplayText.decoded(line[..<equals])] = value.isEmpty ? nil : value
        }
        return values
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

/// The value of an assignment up to the first space outside quotes.
private func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var quote: UInt8?
    var rest = text
    while let byte = rest.popFirst() {
        switch byte {
        case quote: quote = nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if quote == nil { quote = byte } else { result.append(byte) }
        case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"):
            guard let next = rest.first else { return result }
            // Inside double quotes a backslash stands for itself before most characters.
            if quote == nil || "\"$`\\".utf8.contains(next) { rest.removeFirst() } else { result.append(byte) }
            if quote == nil || "\"$`\\".utf8.contains(next) { result.append(next) }
        case _ where quote == nil && isBlank(byte): return result
        default: result.append(byte)
        }
    }
    return result
}
