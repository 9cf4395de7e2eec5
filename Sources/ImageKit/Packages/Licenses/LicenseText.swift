/// A text in which phrases are sought: lower case, every run of white space, comment signs and quotes as one space.
struct LicenseText {
    let bytes: [UInt8]
    /// Where words begin, by their first byte; phrases begin with words.
    private let words: [UInt8: [Int]]

    init(_ text: some Collection<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var words: [UInt8: [Int]] = [:]
        for byte in text {
            let isSpace = byte <= 0x20 || LicenseText.signs.contains(byte)
            if isSpace, bytes.last == 0x20 { continue }
            if !isSpace, !(bytes.last?.isLetterOrDigit ?? false) {
                words[byte.lowercased, default: []].append(bytes.count)
            }
            bytes.append(isSpace ? 0x20 : byte.lowercased)
        }
        self.bytes = bytes
        self.words = words
    }

    private static let signs = Set("*\"'`#;|".utf8)

    /// Whether a phrase stands anywhere in a part of the text.
    func contains(_ phrase: String, in range: Range<Int>? = nil) -> Bool {
        places(of: phrase, in: range, limit: 1).first != nil
    }

    /// Where a phrase stands in a part of the text.
    ///
    /// - Parameters:
    ///   - phrase: in lower case, its spaces single; begins with a word or a slash.
    ///   - range: the part; nil for all of it.
    ///   - limit: how many places are sought.
    func places(of phrase: String, in range: Range<Int>? = nil, limit: Int = .max) -> [Int] {
        let range = range ?? 0..<bytes.count
        guard let first = phrase.utf8.first, let starts = words[first] else { return [] }
        var found: [Int] = []
        for start in starts[LicenseText.position(of: range.lowerBound, in: starts)...] {
            guard start < range.upperBound, found.count < limit else { break }
            if bytes[start..<range.upperBound].starts(with: phrase.utf8) { found.append(start) }
        }
        return found
    }

    /// The position of the first number that is not less than a bound.
    private static func position(of bound: Int, in sorted: [Int]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
