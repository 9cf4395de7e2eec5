/// A pattern as fnmatch(3) takes it without flags: `*` and `?` stand for slashes too, `[a-z]` for one byte of a set.
struct DebianPathPattern {
    private enum Piece: Equatable {
        case byte(UInt8)
        case any
        case set([ClosedRange<UInt8>], isNegated: Bool)
        case star
    }

    private var elements: [Piece] = []

    init(_ text: ArraySlice<UInt8>) {
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): if elements.last != .star { elements.append(.star) }
            case UInt8(ascii: "?"): elements.append(.any)
            case UInt8(ascii: "\\"): elements.append(.byte(rest.popFirst() ?? byte))
            case UInt8(ascii: "["): elements.append(DebianPathPattern.set(&rest) ?? .byte(byte))
            default: elements.append(.byte(byte))
            }
        }
    }

    /// A set behind its bracket; nil, and nothing read, where it is never closed.
    private static func set(_ rest: inout ArraySlice<UInt8>) -> Piece? {
        var inside = rest
        let isNegated = inside.first == UInt8(ascii: "!") || inside.first == UInt8(ascii: "^")
        if isNegated { inside.removeFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        while let low = inside.popFirst() {
            // A bracket right at the beginning stands for itself.
            if low == UInt8(ascii: "]"), !ranges.isEmpty {
                rest = inside
                return .set(ranges, isNegated: isNegated)
            }
            if inside.first == UInt8(ascii: "-"), let high = inside.dropFirst().first, high != UInt8(ascii: "]") {
                inside = inside.dropFirst(2)
                // A range that runs backwards holds nothing, but is there.
                ranges.append(low <= high ? low...high : 0...0)
            } else {
                ranges.append(low...low)
            }
        }
        return nil
    }

    /// Takes time of at most the pattern's length times the text's.
    func matches(_ text: [UInt8]) -> Bool {
        var (place, position) = (0, 0)
        var star: (place: Int, position: Int)?
        while position < text.count {
            if place < elements.count, elements[place] == .star {
                star = (place, position)
                place += 1
            } else if place < elements.count, DebianPathPattern.fits(elements[place], text[position]) {
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
        return elements[place...].allSatisfy { $0 == .star }
    }

    private static func fits(_ element: Piece, _ byte: UInt8) -> Bool {
        switch element {
        case .byte(let own): own == byte
        case .any: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
        case .star: false
        }
    }
}
