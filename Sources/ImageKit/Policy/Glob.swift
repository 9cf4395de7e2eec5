/// A pattern of the kind shells have: `*` stands for any text, `?` for any one character; everything else for itself.
///
/// `*` also stands for slashes, so `/usr/*` is all that lies below `/usr`.
struct Glob: Sendable, Hashable {
    private let pattern: [Unicode.Scalar]

    init(_ text: String) { pattern = Array(text.unicodeScalars) }

    /// Takes time of at most the pattern's length times the text's.
    func matches(_ text: String) -> Bool {
        let text = Array(text.unicodeScalars)
        var (place, position) = (0, 0)
        // Where to go on when what follows the last star does not fit.
        var star: (place: Int, position: Int)?
        while position < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, position)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[position] {
                place += 1
                position += 1
            } else if let last = star {
                star = (last.place, last.position + 1)
                place = last.place + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
