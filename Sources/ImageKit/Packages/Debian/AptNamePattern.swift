/// A pattern for package names as apt's settings have them: a regular expression without groups.
///
/// It is matched against all places at once, so that no pattern of an image can cost more than its length times the name's.
struct AptNamePattern: Sendable {
    private struct Atom: Sendable {
        var bytes: Set<UInt8> = []
        var isNegated = false
        var isOptional = false
        var repeats = false

        func matches(_ byte: UInt8) -> Bool { bytes.contains(byte) != isNegated }
    }

    private var atoms: [Atom] = []
    private var isAnchoredAtStart = false
    private var isAnchoredAtEnd = false

    /// Reads a pattern; nil for one with groups, alternatives or counts.
    init?(_ text: String) {
        var scanner = ByteScanner(text.utf8)
        isAnchoredAtStart = scanner.take(UInt8(ascii: "^"))
        while let byte = scanner.next {
            scanner.move(to: scanner.position + 1)
            switch byte {
            case UInt8(ascii: "$") where scanner.isAtEnd: isAnchoredAtEnd = true
            case UInt8(ascii: "."): atoms.append(Atom(isNegated: true))
            case UInt8(ascii: "["):
                guard let atom = AptNamePattern.bracket(&scanner) else { return nil }
                atoms.append(atom)
            case UInt8(ascii: "\\"):
                guard let escaped = scanner.next else { return nil }
                scanner.move(to: scanner.position + 1)
                atoms.append(Atom(bytes: [escaped]))
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
                guard let last = atoms.indices.last else { return nil }
                if byte != UInt8(ascii: "+") { atoms[last].isOptional = true }
                if byte != UInt8(ascii: "?") { atoms[last].repeats = true }
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "|"), UInt8(ascii: "{"), UInt8(ascii: "^"),
                UInt8(ascii: "$"):
                return nil
            default: atoms.append(Atom(bytes: [byte]))
            }
        }
    }

    private static func bracket(_ scanner: inout ByteScanner) -> Atom? {
        var atom = Atom(isNegated: scanner.take(UInt8(ascii: "^")))
        var isFirst = true
        while let byte = scanner.next {
            scanner.move(to: scanner.position + 1)
            if byte == UInt8(ascii: "]"), !isFirst { return atom }
            isFirst = false
            // Classes by name are not read.
            if byte == UInt8(ascii: "["), scanner.next == UInt8(ascii: ":") { return nil }
            if scanner.rest.count >= 2, scanner.rest.first == UInt8(ascii: "-"),
                let end = scanner.rest.dropFirst().first, end != UInt8(ascii: "]"), end >= byte
            {
                scanner.move(to: scanner.position + 2)
                atom.bytes.formUnion(byte...end)
            } else {
                atom.bytes.insert(byte)
            }
        }
        return nil
    }

    /// Whether the pattern fits anywhere in a name, or where its anchors say.
    func matches(_ name: String) -> Bool {
        var states = reachable([0])
        if states.contains(atoms.count), !isAnchoredAtEnd { return true }
        for byte in name.utf8 {
            var next: Set<Int> = isAnchoredAtStart ? [] : [0]
            for state in states where state < atoms.count && atoms[state].matches(byte) {
                next.insert(state + 1)
                if atoms[state].repeats { next.insert(state) }
            }
            states = reachable(next)
            if states.contains(atoms.count), !isAnchoredAtEnd { return true }
        }
        return states.contains(atoms.count)
    }

    /// The states with those behind atoms that may be left out.
    private func reachable(_ states: Set<Int>) -> Set<Int> {
        var result = states
        var pending = Array(states)
        while let state = pending.popLast() {
            guard state < atoms.count, atoms[state].isOptional, result.insert(state + 1).inserted else { continue }
            pending.append(state + 1)
        }
        return result
    }
}
