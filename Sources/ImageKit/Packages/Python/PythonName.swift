import ImageReading

/// Names of Python distributions and of the files and folders that record them.
package enum PythonName {
    /// The name as PEP 503 normalizes it: lower case, runs of `-`, `_` and `.` as one `-`.
    package static func normalized(_ name: String) -> String {
        var result = ""
        var isAfterSeparator = false
        for scalar in name.unicodeScalars {
            let isSeparator = scalar == "-" || scalar == "_" || scalar == "."
            if isSeparator {
                if !isAfterSeparator { result += "-" }
            } else {
                result += scalar.properties.lowercaseMapping
            }
            isAfterSeparator = isSeparator
        }
        return result
    }

    /// Whether the name is one that the core metadata specification allows.
    static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, let last = bytes.last, first.isLetterOrDigit, last.isLetterOrDigit else {
            return false
        }
        return bytes.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }
}

/// A file or folder whose name says that it records a distribution.
struct PythonRecordName: Hashable {
    /// How a distribution is recorded.
    enum Format: String, CaseIterable {
        case distInfo = "dist-info"
        case eggInfo = "egg-info"
        case egg = "egg"
        case eggLink = "egg-link"
    }

    var format: Format
    /// The distribution's name as far as the file name keeps it; `-` usually stands as `_`.
    var name: String
    /// The version; nil where the name has none.
    var version: String?

    /// Reads the name of a file or folder.
    ///
    /// Fails where it records no distribution.
    init?(_ fileName: some Collection<UInt8>) {
        let bytes = Array(fileName)
        guard let format = Format.allCases.first(where: { bytes.hasSuffix("." + $0.rawValue) }) else { return nil }
        // pip renames what it is about to remove; `~` is no part of any name.
        guard let first = bytes.first, first != UInt8(ascii: "~"), first != UInt8(ascii: ".") else { return nil }
        self.format = format
        var stem = bytes.dropLast(format.rawValue.utf8.count + 1)
        if format == .egg || format == .eggInfo { stem = PythonRecordName.withoutPlatform(stem) }
        let dash = format == .eggLink ? nil : PythonRecordName.versionDash(stem)
        name = DisplayText.decoded(dash.map { stem[..<$0] } ?? stem)
        version = dash.map { DisplayText.decoded(stem[($0 + 1)...]) }
        if version?.isEmpty == true { version = nil }
    }

    /// Cuts `-py3.11` and the platform behind it.
    private static func withoutPlatform(_ stem: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var start = stem.startIndex
        while let dash = stem[start...].firstIndex(of: UInt8(ascii: "-")) {
            let tag = stem[(dash + 1)...]
            if tag.starts(with: "py".utf8), tag.dropFirst(2).first?.isDigit == true { return stem[..<dash] }
            start = dash + 1
        }
        return stem
    }

    /// The dash before the version: the first one that a digit follows, else the last one.
    private static func versionDash(_ stem: ArraySlice<UInt8>) -> Int? {
        let dashes = stem.indices.filter { stem[$0] == UInt8(ascii: "-") }
        return dashes.first { $0 + 1 < stem.endIndex && stem[$0 + 1].isDigit } ?? dashes.last
    }
}

extension Collection<UInt8> {
    func hasSuffix(_ text: String) -> Bool {
        let suffix = text.utf8
        return count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
