import FoundationEssentials
import ImageReading

/// A digest as RECORD has it: a name that Python's hashlib knows, `=`, and URL-safe base64 without padding.
///
/// Some tools write base64's usual alphabet, hexadecimal digits, or none at all, which is no digest.
struct RecordDigest: RecordedDigest {
    let text: String
    /// The algorithm in lower case.
    private let name: String
    private let recorded: String
    /// Whether it has as many characters as a digest of its kind.
    private let isPossible: Bool
    /// Bytes of the file; nil where they are not recorded.
    private let size: Int64?
    /// The root of the environment whose interpreter scripts name.
    private let environment: BytePath

    /// Takes a field of RECORD; nil where it records no digest.
    init?(_ text: String, size: Int64?, environment: BytePath) {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let name = parts.first?.lowercased() else { return nil }
        let recorded = parts[1].prefix { $0 != "=" }.replacing("+", with: "-").replacing("/", with: "_")
        guard !recorded.isEmpty else { return nil }
        isPossible =
            ["md5": 16, "sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64][name].map {
                [($0 * 4 + 2) / 3, $0 * 2].contains(recorded.utf8.count)
            } ?? true
        self.text = text
        self.name = name
        self.recorded = String(recorded)
        self.size = size
        self.environment = environment
    }

    func comparison(with node: FileTree.NodeID, of tree: FileTree) -> DigestComparison {
        guard isPossible else { return .impossible }
        let hash = FileHash(rawValue: name)
        let computed =
            name == "sha256"
            ? (tree.contentDigest(of: node) ?? keptDigest(of: node, in: tree)).map { RecordDigest.bytes($0.hex) }
            : hash.flatMap { tree.digest(of: node, by: $0) }
        guard let computed else { return .notComputed(hash) }
        if fits(computed) { return .same }
        if name == "sha256", differsInFirstLine(node, of: tree) { return .firstLine }
        return .other("\(name)=\(RecordDigest.base64(computed))")
    }

    /// The digest of a short file that was kept whole; rows may name one file as often as they like.
    private func keptDigest(of node: FileTree.NodeID, in tree: FileTree) -> Digest? {
        guard let contents = tree.contents(of: node), contents.count <= CaptureRules.shortLength,
            Int64(contents.count) == tree.size(of: node)
        else { return nil }
        return .of(contents, algorithm: .sha256)
    }

    private func fits(_ digest: [UInt8]) -> Bool {
        RecordDigest.base64(digest) == recorded || hexadecimal(digest) == recorded.lowercased()
    }

    /// Whether a script is as recorded but for the line that names its interpreter, as far as usual lines tell.
    private func differsInFirstLine(_ node: FileTree.NodeID, of tree: FileTree) -> Bool {
        guard let contents = tree.contents(of: node), contents.starts(with: "#!".utf8),
            let end = contents.firstIndex(of: UInt8(ascii: "\n"))
        else { return false }
        let rest: ArraySlice<UInt8>
        if RecordDigest.namesPython(contents[2..<end]) {
            rest = contents[end...]
        } else if let end = RecordDigest.endOfShellForm(contents) {
            rest = contents[end...]
        } else {
            return false
        }
        return (firstLines + firstLines.map { $0 + "\r" }).contains { line in
            let candidate = Array(line.utf8) + rest
            guard size.map({ Int64(candidate.count) == $0 }) ?? true else { return false }
            return fits(RecordDigest.bytes(Digest.of(candidate, algorithm: .sha256).hex))
        }
    }

    /// Where the lines end with which pip and uv start an interpreter whose path is too long for `#!`, or has spaces: a shell
    /// replaces itself, and Python reads the same lines as a text; nil where others stand there.
    private static func endOfShellForm(_ contents: [UInt8]) -> Int? {
        let lines = contents.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0].elementsEqual("#!/bin/sh".utf8), lines[2].elementsEqual("' \'\'\'".utf8) else {
            return nil
        }
        let (start, end) = (Array("\'\'\'exec' ".utf8), Array(" \"$0\" \"$@\"".utf8))
        guard lines[1].starts(with: start), lines[1].count >= start.count + end.count,
            lines[1].suffix(end.count).elementsEqual(end)
        else { return nil }
        let program = lines[1].dropFirst(start.count).dropLast(end.count)
        let folder = Array("\"$(dirname -- \"$(realpath -- \"$0\")\")\"/".utf8)
        let path = program.starts(with: folder) ? program.dropFirst(folder.count) : program
        let words = String(decoding: path, as: UTF8.self)
        let text = words.filter { $0 != "'" && $0 != "\"" }
        guard text.count < words.count || !words.contains(" "), text.allSatisfy({ !";|&$`<>()\\".contains($0) }),
            let name = text.split(separator: "/").last, name.hasPrefix("python") || name.hasPrefix("pypy")
        else { return nil }
        return lines[2].endIndex
    }

    /// Whether the rest of a line behind `#!` names an interpreter of Python, itself or behind env.
    private static func namesPython(_ line: ArraySlice<UInt8>) -> Bool {
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        func program(_ word: Substring) -> Substring { word.split(separator: "/").last ?? "" }
        guard let first = words.first else { return false }
        var rest = program(first) == "env" ? words.dropFirst() : words[...]
        if rest.first == "-S" { rest = rest.dropFirst() }
        guard let name = rest.first.map(program), name.hasPrefix("python") || name.hasPrefix("pypy") else {
            return false
        }
        // Switches that run nothing themselves, as `-c` and `-m` do.
        return rest.dropFirst().allSatisfy {
            $0.first == "-" && $0.dropFirst().allSatisfy { "EsSIuBOdvPR".contains($0) }
        }
    }

    /// First lines that wheels have and that installers write.
    private var firstLines: [String] {
        let names = ["python", "python3", "pythonw", "python2"] + (8...15).map { "python3.\($0)" }
        let folders = ["", "/\(environment.string)/bin/", "/usr/bin/", "/usr/local/bin/", "/usr/bin/env "]
        return folders.flatMap { folder in names.map { "#!\(folder)\($0)" } }
    }

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.utf8.map { $0 < 0x3A ? $0 &- 0x30 : $0 &- 0x57 }
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    /// URL-safe and without padding (RFC 4648, section 5).
    static func base64(_ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString().utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: byte
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
