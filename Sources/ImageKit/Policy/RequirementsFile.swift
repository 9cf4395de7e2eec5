import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A requirements file of pip, read line by line.
///
/// Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
struct RequirementsFile {
    /// A line that asks for a distribution.
    struct Line {
        /// The line's number, counted from 1; that of its first part where it goes on behind a backslash.
        let number: Int
        /// The requirement without options and comments.
        let text: String
        /// nil where it is a path, a URL alone, editable or damaged.
        let requirement: PythonRequirement?
        /// Whether it carries `--hash`.
        let hasHash: Bool
    }

    private(set) var lines: [Line] = []
    /// Files that `-r` names, as written.
    private(set) var requirements: [String] = []
    /// Files that `-c` names.
    private(set) var constraints: [String] = []

    init(_ bytes: [UInt8]) {
        var pending = ""
        var first = 1
        let texts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, part) in texts.enumerated() {
            var text = DisplayText.decoded(part.last == UInt8(ascii: "\r") ? part.dropLast() : part)
            if index == 0, text.hasPrefix("\u{FEFF}") { text.removeFirst() }
            if pending.isEmpty { first = index + 1 }
            let isComment = text.drop(while: \.isWhitespace).hasPrefix("#")
            if text.hasSuffix("\\"), !isComment, index + 1 < texts.count {
                pending += text.dropLast()
                continue
            }
            read(pending + text, number: first)
            pending = ""
        }
    }

    private mutating func read(_ text: String, number: Int) {
        let text = RequirementsFile.withoutComment(text[...]).trimmingSpaces
        guard !text.isEmpty else { return }
        if let file = RequirementsFile.value(of: ["-r", "--requirement"], text) {
            requirements.append(String(file))
        } else if let file = RequirementsFile.value(of: ["-c", "--constraint"], text) {
            constraints.append(String(file))
        } else if let source = RequirementsFile.value(of: ["-e", "--editable"], text) {
            lines.append(Line(number: number, text: "-e \(source)", requirement: nil, hasHash: false))
        } else if text.first != "-" {
            let end = text.firstRange(of: " --")?.lowerBound ?? text.endIndex
            let body = String(text[..<end].trimmingSpaces)
            lines.append(
                Line(
                    number: number, text: body, requirement: PythonRequirement(body),
                    hasHash: text[end...].contains("--hash")))
        }
    }

    /// A comment begins with # at the start or behind a space.
    private static func withoutComment(_ text: Substring) -> Substring {
        var previous: Character = " "
        for index in text.indices {
            if text[index] == "#", previous.isWhitespace { return text[..<index] }
            previous = text[index]
        }
        return text
    }

    /// What follows an option: `-r file`, `-rfile`, `--requirement file`, `--requirement=file`.
    private static func value(of names: [String], _ text: Substring) -> Substring? {
        for name in names where text.hasPrefix(name) {
            let rest = text.dropFirst(name.count)
            if name.hasPrefix("--"), let first = rest.first, first != "=", !first.isWhitespace { continue }
            return rest.drop { $0.isWhitespace || $0 == "=" }.trimmingSpaces
        }
        return nil
    }
}

extension RequirementsFile.Line {
    /// The version it is pinned to: the one of a lone `==` without a star, or of `===`; nil where it admits several.
    var pinnedVersion: String? {
        guard let specifiers = requirement?.specifiers.specifiers, specifiers.count == 1,
            let specifier = specifiers.first
        else { return nil }
        let text = specifier.description
        for mark in ["===", "=="] where text.hasPrefix(mark) {
            let version = text.dropFirst(mark.count).trimmingSpaces
            return version.contains("*") ? nil : String(version)
        }
        return nil
    }

    /// Whether a URL names contents that can't change: by a hash, or a commit of a repository.
    var isPinnedSource: Bool {
        let source = requirement?.url ?? (text.hasPrefix("-e ") ? String(text.dropFirst(3)) : text)
        if source.contains("#sha256=") || hasHash && source.contains("://") { return true }
        guard source.hasPrefix("git+"), let commit = source.split(separator: "#").first?.split(separator: "@").last
        else {
            return false
        }
        return commit.count == 40 && commit.allSatisfy(\.isHexDigit)
    }
}
