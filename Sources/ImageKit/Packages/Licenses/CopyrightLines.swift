import ImageReading

/// Collects the lines that name holders of copyright, each once, up to ``PackageLicense/copyrightLimit``.
struct CopyrightLines: Sendable {
    private(set) var lines: [String] = []
    private var seen: Set<[UInt8]> = []

    /// How many bytes of a line are kept.
    private static let lengthLimit = 1000

    /// Adds the lines of a `Copyright` field.
    mutating func append(field: ArraySlice<UInt8>) {
        for line in field.split(separator: 0x0A) { append(line: line) }
    }

    /// Adds the lines of a text that begin with a sign or word of copyright.
    mutating func append(text: some Collection<UInt8>) {
        for line in Array(text).split(separator: 0x0A) {
            let start = line.drop { $0.isSpace || "*#/;-.%".utf8.contains($0) }
            let head = start.prefix(10).map(\.lowercased)
            let isWord = head.starts(with: "copyright ".utf8) || head.starts(with: "copyright:".utf8)
            // A sentence about the copyright is no line of it: years or a sign stand behind the word.
            let rest = start.dropFirst(10).prefix(12)
            let namesHolder = rest.contains(where: \.isDigit) || rest.map(\.lowercased).starts(with: "(c)".utf8)
            if isWord && namesHolder || head.starts(with: "(c) ".utf8) || head.starts(with: "©".utf8) {
                append(line: start)
            }
        }
    }

    private mutating func append(line: ArraySlice<UInt8>) {
        guard lines.count < PackageLicense.copyrightLimit else { return }
        let text = line.prefix(CopyrightLines.lengthLimit).trimmingSpaces
        guard !text.isEmpty, text != [0x2E], seen.insert(text).inserted else { return }
        lines.append(DisplayText.decoded(text))
    }
}
