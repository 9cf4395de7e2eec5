extension PythonVersion {
    /// Reads a version in any of the spellings that PEP 440 accepts.
    ///
    /// Fails where the text is no version.
    ///
    /// - Parameter text: the version; white space around it is ignored.
    public init?(_ text: String) {
        let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        let end = scalars.lastIndex { !$0.properties.isWhitespace }
        guard let end else { return nil }
        self.init(bytes: Array(String(scalars[...end]).utf8))
    }

    init?(bytes: [UInt8]) {
        var scanner = ByteScanner(bytes.map(\.lowercased))
        self.init()
        _ = scanner.take(UInt8(ascii: "v"))
        guard readRelease(from: &scanner) else { return nil }
        guard readPreRelease(from: &scanner), readPostRelease(from: &scanner), readDevelopmentRelease(from: &scanner),
            readLocal(from: &scanner), scanner.isAtEnd
        else { return nil }
    }

    private mutating func readRelease(from scanner: inout ByteScanner) -> Bool {
        guard var number = DecimalNumber(scanner.take(while: \.isDigit)) else { return false }
        if scanner.take(UInt8(ascii: "!")) {
            epoch = number
            guard let first = DecimalNumber(scanner.take(while: \.isDigit)) else { return false }
            number = first
        }
        release = [number]
        while scanner.next == UInt8(ascii: ".") {
            let start = scanner.position
            scanner.move(to: start + 1)
            let digits = scanner.take(while: \.isDigit)
            if digits.isEmpty {
                scanner.move(to: start)
                return true
            }
            guard let number = DecimalNumber(digits) else { return false }
            release.append(number)
        }
        return true
    }

    /// The words for each phase, longer ones before those they begin with.
    private static let phases: [(word: String, phase: Phase)] = [
        ("alpha", .alpha), ("beta", .beta), ("preview", .candidate), ("pre", .candidate), ("rc", .candidate),
        ("a", .alpha), ("b", .beta), ("c", .candidate),
    ]

    private mutating func readPreRelease(from scanner: inout ByteScanner) -> Bool {
        let start = scanner.position
        skipSeparator(in: &scanner)
        guard let phase = PythonVersion.phases.first(where: { scanner.take($0.word) })?.phase else {
            scanner.move(to: start)
            return true
        }
        guard let number = readSuffixNumber(from: &scanner) else { return false }
        preRelease = PreRelease(phase: phase, number: number)
        return true
    }

    private mutating func readPostRelease(from scanner: inout ByteScanner) -> Bool {
        let start = scanner.position
        if scanner.take(UInt8(ascii: "-")), scanner.next?.isDigit == true {
            postRelease = DecimalNumber(scanner.take(while: \.isDigit))
            return postRelease != nil
        }
        scanner.move(to: start)
        skipSeparator(in: &scanner)
        guard ["post", "rev", "r"].contains(where: { scanner.take($0) }) else {
            scanner.move(to: start)
            return true
        }
        postRelease = readSuffixNumber(from: &scanner)
        return postRelease != nil
    }

    private mutating func readDevelopmentRelease(from scanner: inout ByteScanner) -> Bool {
        let start = scanner.position
        skipSeparator(in: &scanner)
        guard scanner.take("dev") else {
            scanner.move(to: start)
            return true
        }
        developmentRelease = readSuffixNumber(from: &scanner)
        return developmentRelease != nil
    }

    private mutating func readLocal(from scanner: inout ByteScanner) -> Bool {
        guard scanner.take(UInt8(ascii: "+")) else { return true }
        var segments: [LocalSegment] = []
        repeat {
            let segment = scanner.take(while: \.isLetterOrDigit)
            guard !segment.isEmpty else { return false }
            if segment.allSatisfy(\.isDigit) {
                guard let number = DecimalNumber(segment) else { return false }
                segments.append(.number(number))
            } else {
                segments.append(.text(String(decoding: segment, as: UTF8.self)))
            }
        } while skipSeparator(in: &scanner)
        local = segments
        return true
    }

    /// The number behind `a`, `post` or `dev`: zero where none is written, nil where it is too long.
    private func readSuffixNumber(from scanner: inout ByteScanner) -> DecimalNumber? {
        let start = scanner.position
        skipSeparator(in: &scanner)
        let digits = scanner.take(while: \.isDigit)
        if digits.isEmpty {
            scanner.move(to: start)
            return .zero
        }
        return DecimalNumber(digits)
    }

    @discardableResult private func skipSeparator(in scanner: inout ByteScanner) -> Bool {
        guard let next = scanner.next, next == 0x2E || next == 0x2D || next == 0x5F else { return false }
        scanner.move(to: scanner.position + 1)
        return true
    }
}
