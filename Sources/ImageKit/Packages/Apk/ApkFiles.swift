import ImageReading

/// A file, link or folder that a package's record names.
struct ApkFile: Sendable, Hashable {
    /// The path as recorded, without slashes around it.
    let path: [UInt8]
    let isFolder: Bool
    /// Permission bits including setuid, setgid and sticky; those of a link mean nothing.
    var mode: UInt16
    var user: UInt32 = 0
    var group: UInt32 = 0
    /// What is recorded of the contents, for a link of its target; nil for a folder, and where nothing is.
    var digest: ApkDigest?

    /// Whether apk keeps changes of the file when the package is upgraded, as it does below `etc`.
    var isConfiguration: Bool { !isFolder && path.starts(with: "etc/".utf8) }

    fileprivate init(path: [UInt8], isFolder: Bool) {
        self.path = path
        self.isFolder = isFolder
        // apk writes neither where they are these, nor root's as owner.
        mode = isFolder ? 0o755 : 0o644
    }

    /// Reads `user:group:mode`, the mode in octal digits, and perhaps a digest of extended attributes behind them.
    ///
    /// - Returns: false where it can't be read; then nothing is changed.
    fileprivate mutating func readOwner(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, let user = UInt32(digits: parts[0]), let group = UInt32(digits: parts[1]),
            let mode = UInt32(digits: parts[2], radix: 8)
        else { return false }
        self.user = user
        self.group = group
        self.mode = UInt16(mode & 0o7777)
        return true
    }
}

/// The files and folders of a record in its order, read anew each time somebody asks.
///
/// A database of 64 MiB may name ten million files, so they are not kept.
struct ApkFiles: Sequence, IteratorProtocol {
    /// Bytes of a path: apk itself can't open a longer one (PATH_MAX).
    fileprivate static let pathLimit = 4096

    private let bytes: [UInt8]
    private var lines: ApkLines
    private let hasBeginnings: Bool
    private var folder: Range<Int>?
    private var pending: ApkFile?

    /// The files between two places of a database.
    ///
    /// - Parameter hasBeginnings: whether what looks like SHA-1 is the beginning of SHA-256.
    init(_ bytes: [UInt8], in range: Range<Int>, hasBeginnings: Bool) {
        self.bytes = bytes
        lines = ApkLines(bytes, in: range)
        self.hasBeginnings = hasBeginnings
    }

    mutating func next() -> ApkFile? {
        while let line = lines.next() {
            let value = bytes[line.value]
            switch line.field {
            case UInt8(ascii: "F"):
                // Each file would copy it.
                folder = value.count <= ApkFiles.pathLimit ? line.value : nil
                guard folder != nil else { continue }
                if let done = replacePending(ApkFile(path: ApkFiles.trimmed(value), isFolder: true)) { return done }
            case UInt8(ascii: "R"):
                guard let folder else { continue }
                let path = ApkFiles.trimmed(bytes[folder])
                let file = ApkFile(path: path.isEmpty ? Array(value) : path + [slash] + value, isFolder: false)
                if let done = replacePending(file) { return done }
            case UInt8(ascii: "M") where pending?.isFolder == true: _ = pending?.readOwner(value)
            case UInt8(ascii: "a") where pending?.isFolder == false: _ = pending?.readOwner(value)
            case UInt8(ascii: "Z") where pending?.isFolder == false:
                pending?.digest = ApkDigest(value, isBeginning: hasBeginnings)
            default: break
            }
        }
        return replacePending(nil)
    }

    private mutating func replacePending(_ file: ApkFile?) -> ApkFile? {
        defer { pending = file }
        return pending
    }

    private static func trimmed(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let start = path.drop { $0 == slash }
        return Array(start.prefix(start.count - start.reversed().prefix { $0 == slash }.count))
    }
}

/// The lines of apk's database: a letter, a colon and a value, records parted by an empty line.
///
/// A letter can stand in a record several times: `F` names a folder, and each `R` behind it a file in that folder.
struct ApkLines: Sequence, IteratorProtocol {
    struct Line {
        /// The number of the line in the file, the first being 1.
        let number: Int
        /// The letter; nil for a line without a letter and a colon.
        let field: UInt8?
        /// Where the value stands in the file; the whole line where there is no letter.
        let value: Range<Int>
        /// Where the line starts in the file.
        var start: Int { field == nil ? value.lowerBound : value.lowerBound - 2 }
        /// Whether the line ends a record: apk takes a single letter for that too.
        var endsRecord: Bool { field == nil && value.count < 2 }
    }

    private let bytes: [UInt8]
    private var position: Int
    private let end: Int
    private var number: Int

    /// The lines of a part of a file.
    ///
    /// - Parameters:
    ///   - range: where the lines stand; the whole file where none is given.
    ///   - number: the number of the first line.
    init(_ bytes: [UInt8], in range: Range<Int>? = nil, number: Int = 1) {
        self.bytes = bytes
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
        self.number = number
    }

    mutating func next() -> Line? {
        guard position < end else { return nil }
        let bytes = bytes
        let span = bytes.span
        let start = position
        var lineEnd = start
        while lineEnd < end, span[lineEnd] != UInt8(ascii: "\n") { lineEnd += 1 }
        position = lineEnd + 1
        defer { number += 1 }
        guard lineEnd - start >= 2, span[start + 1] == UInt8(ascii: ":") else {
            return Line(number: number, field: nil, value: start..<lineEnd)
        }
        return Line(number: number, field: span[start], value: start + 2..<lineEnd)
    }
}

/// Checks the lines of files while a record is read.
struct ApkFileChecker {
    private var hasFolder = false
    private var hasFile = false

    /// What is wrong with a line, as the end of a sentence about its field; nil where nothing is.
    mutating func problem(_ field: UInt8, _ value: ArraySlice<UInt8>) -> String? {
        switch field {
        case UInt8(ascii: "F"):
            hasFolder = true
            hasFile = false
            return ApkFileChecker.isPath(value) ? nil : "is no path inside the image"
        case UInt8(ascii: "R"):
            guard hasFolder else { return "names a file before any folder" }
            hasFile = true
            return !value.isEmpty && ApkFileChecker.isPath(value) ? nil : "is no name of a file"
        case UInt8(ascii: "M"), UInt8(ascii: "a"):
            guard field == UInt8(ascii: "M") ? hasFolder : hasFile else { return "belongs to no file" }
            var file = ApkFile(path: [], isFolder: false)
            return file.readOwner(value) ? nil : "is no user, group and mode"
        case UInt8(ascii: "Z"):
            guard hasFile else { return "belongs to no file" }
            return ApkDigest(value) == nil ? "is no digest that is known" : nil
        default: return nil
        }
    }

    private static func isPath(_ path: ArraySlice<UInt8>) -> Bool {
        if path.contains(0) || path.count > ApkFiles.pathLimit { return false }
        return !path.split(separator: slash).contains { $0.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) }
    }
}

extension FixedWidthInteger {
    /// Reads ASCII digits and nothing else; nil where there are none or the number is too large.
    init?(digits: some Collection<UInt8>, radix: UInt8 = 10) {
        guard !digits.isEmpty else { return nil }
        var number = Self.zero
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte < UInt8(ascii: "0") + radix else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: Self(radix))
            let (sum, overflows) = product.addingReportingOverflow(Self(byte - UInt8(ascii: "0")))
            guard !isTooLarge, !overflows else { return nil }
            number = sum
        }
        self = number
    }
}

private let slash = UInt8(ascii: "/")
