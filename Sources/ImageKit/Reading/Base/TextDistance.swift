/// How much two texts differ.
public enum TextDistance {
    /// How many insertions, deletions, changes and swaps of neighbours make one text of the other; of long texts the beginning is
    /// compared.
    public static func between(_ left: String, _ right: String) -> Int {
        between(Array(left.utf8.prefix(100)), Array(right.utf8.prefix(100)))
    }

    /// The text that is most like another, for a question such as "did you mean"; nil where none comes near.
    public static func nearest(to text: String, among others: some Sequence<String>) -> String? {
        let ranked = others.map { (distance: between(text, $0), text: $0) }
        return ranked.min { $0 < $1 }.flatMap { $0.distance <= max(2, min(100, text.utf8.count) / 3) ? $0.text : nil }
    }

    /// How many insertions, deletions, changes and swaps of neighbours make one text of the other.
    package static func between(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
