/// Texts that are replaced wherever they stand, all in one pass over what they are looked for in.
struct TextReplacements {
    private struct Replacement {
        let old: [UInt8]
        let new: [UInt8]
    }

    /// How many bytes of a text lead to it.
    private static let headLength = 4
    /// The texts by their first bytes, the longest first.
    private var byHead: [ArraySlice<UInt8>: [Replacement]] = [:]
    private var known: Set<String> = []

    /// Adds a text; one of less than four bytes is never replaced.
    mutating func add(_ old: String, with new: String) {
        let bytes = Array(old.utf8)
        guard bytes.count >= TextReplacements.headLength, known.insert(old).inserted else { return }
        let head = bytes.prefix(TextReplacements.headLength)
        let place = byHead[head]?.firstIndex { $0.old.count < bytes.count } ?? byHead[head]?.count ?? 0
        byHead[head, default: []].insert(Replacement(old: bytes, new: Array(new.utf8)), at: place)
    }

    /// A text with the longest of the known ones replaced at each place, from its beginning on.
    func apply(to text: String) -> String {
        guard !byHead.isEmpty else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let rest = bytes[position...]
            if let found = byHead[rest.prefix(TextReplacements.headLength)]?.first(where: { rest.starts(with: $0.old) })
            {
                result += found.new
                position += found.old.count
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
