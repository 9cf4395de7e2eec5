import FoundationEssentials

/// The texts of a predicate, whatever their members are called.
///
/// How deep a document may nest was checked before it is decoded.
struct PredicateTexts: Decodable {
    /// `NAME=value` with the name of the nearest member, and the lines of embedded files.
    private(set) var texts: [String] = []

    private struct Member: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// What BuildKit names the contents of a file of the build's definition.
    private static let contents = "data"

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Member.self) {
            for member in members.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                if let text = try? members.decode(String.self, forKey: member) {
                    note(text, named: member.stringValue)
                } else if let inner = try? members.decode(PredicateTexts.self, forKey: member) {
                    texts += inner.texts
                }
            }
        } else if var elements = try? decoder.unkeyedContainer() {
            let name = decoder.codingPath.last { $0.intValue == nil }?.stringValue ?? ""
            while !elements.isAtEnd {
                if let text = try? elements.decode(String.self) {
                    note(text, named: name)
                } else {
                    texts += try elements.decode(PredicateTexts.self).texts
                }
            }
        }
    }

    private mutating func note(_ text: String, named name: String) {
        if name == PredicateTexts.contents, let file = Data(base64Encoded: text), !file.isEmpty {
            texts += String(decoding: file, as: UTF8.self).replacing("\\\n", with: " ").split(
                whereSeparator: \.isNewline
            )
            .map(String.init)
        } else {
            // BuildKit names what `--build-arg` passed `build-arg:NAME`.
            let prefix = "build-arg:"
            let name = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
            texts.append("\(name)=\(text)")
        }
    }
}
