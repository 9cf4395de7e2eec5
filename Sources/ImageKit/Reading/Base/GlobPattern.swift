/// A pattern of the kind shells have: `*` stands for anything, slashes too, `?` for any one character, the rest for itself.
///
/// A pattern keeps memory in proportion to its length, and is matched in time of at most its length times the text's.
package struct GlobPattern: Sendable, Hashable {
    /// What else has a meaning in a pattern of bytes.
    package struct Syntax: OptionSet, Sendable {
        /// The options as bits.
        package let rawValue: Int

        /// Makes options of their bits.
        package init(rawValue: Int) { self.rawValue = rawValue }

        /// `[a-z]` stands for one byte of a set and `\*` for a star, as in fnmatch(3) without flags in the C locale.
        package static let sets = Syntax(rawValue: 1)
        /// `**/` where a name begins stands for any folders or none, and a slash at the end for all that lies below it.
        package static let folders = Syntax(rawValue: 2)
    }

    private enum Element: Sendable, Hashable {
        case byte(UInt8)
        case any
        case set(ByteSet)
        case star
        case folders

        var literal: UInt8? { if case .byte(let byte) = self { byte } else { nil } }

        /// Whether it stands for any number of bytes.
        var isRun: Bool {
            switch self {
            case .star, .folders: true
            case .byte, .any, .set: false
            }
        }
    }

    /// Whether `?` stands for a Unicode scalar, not for a byte.
    private let isText: Bool
    /// What a text begins and ends with whatever stands between them, which tells most texts apart.
    private let head: [UInt8]
    private let tail: [UInt8]
    /// What stands between them.
    private let elements: [Element]

    /// A pattern for text, where `?` stands for one Unicode scalar.
    package init(_ text: String) { self.init(Array(text.utf8), [], isText: true) }

    /// A pattern for bytes, such as paths, where `?` stands for one byte.
    package init(bytes: some Collection<UInt8>, _ syntax: Syntax) {
        self.init(Array(bytes), syntax, isText: false)
    }

    private init(_ bytes: [UInt8], _ syntax: Syntax, isText: Bool) {
        self.isText = isText
        let elements = GlobPattern.elements(bytes, syntax)
        head = elements.prefix { $0.literal != nil }.compactMap(\.literal)
        let rest = elements.dropFirst(head.count)
        tail = rest.reversed().prefix { $0.literal != nil }.compactMap(\.literal).reversed()
        self.elements = Array(rest.dropLast(tail.count))
    }

    /// Which byte a text must have, and where, to fit a pattern; the first of these that is known.
    package enum Landmark: Sendable {
        /// What it begins with.
        case first(UInt8)
        /// What a name in it begins with, of a folder or the last.
        case name(UInt8)
        /// What it ends with.
        case last(UInt8)
        /// None is known.
        case none
    }

    /// What a text must have at least.
    package var landmark: Landmark {
        if let first = head.first { return .first(first) }
        if case .folders = elements.first, let name = elements.dropFirst().first.map(\.literal) ?? tail.first {
            return .name(name)
        }
        return tail.last.map { .last($0) } ?? .none
    }

    // MARK: Matching

    /// Whether a whole text fits the pattern.
    package func matches(_ text: String) -> Bool { matches(Array(text.utf8)[...]) }

    /// Whether bytes fit the pattern as a whole.
    package func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        let (first, last) = (bytes.startIndex + head.count, bytes.endIndex - tail.count)
        guard first <= last, bytes[..<first].elementsEqual(head), bytes[last...].elementsEqual(tail) else {
            return false
        }
        return matchesElements(bytes[first..<last])
    }

    private func matchesElements(_ text: ArraySlice<UInt8>) -> Bool {
        var place = 0
        var position = text.startIndex
        // Of several stars only the last needs to be tried anew: what an earlier one gives up, that one can take.
        var retry: (place: Int, position: Int)?
        while position < text.endIndex {
            if place < elements.count {
                if elements[place].isRun {
                    if place + 1 == elements.count, case .star = elements[place] { return true }
                    retry = (place, position)
                    place += 1
                    continue
                }
                if let next = end(of: elements[place], in: text, at: position) {
                    place += 1
                    position = next
                    continue
                }
            }
            guard let last = retry else { return false }
            position = last.position
            if case .folders = elements[last.place] {
                guard let slash = text[position...].firstIndex(of: UInt8(ascii: "/")) else { return false }
                position = slash
            }
            position += 1
            retry = (last.place, position)
            place = last.place + 1
        }
        return elements[place...].allSatisfy(\.isRun)
    }

    /// The position behind what an element stands for; nil where it does not stand for what is there.
    private func end(of element: Element, in text: ArraySlice<UInt8>, at position: Int) -> Int? {
        let byte = text[position]
        switch element {
        case .byte(let own): return own == byte ? position + 1 : nil
        case .set(let set): return set.contains(byte) ? position + 1 : nil
        case .any:
            guard isText else { return position + 1 }
            return text[(position + 1)...].firstIndex { !UTF8.isContinuation($0) } ?? text.endIndex
        case .star, .folders: return nil
        }
    }

    // MARK: Reading

    private static func elements(_ bytes: [UInt8], _ syntax: Syntax) -> [Element] {
        var elements: [Element] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "*"):
                let isAtName = [nil, .folders, .byte(UInt8(ascii: "/"))].contains(elements.last)
                if syntax.contains(.folders), isAtName, rest.starts(with: "*/".utf8) {
                    rest = rest.dropFirst(2)
                    elements.append(.folders)
                } else if elements.last != .star {
                    elements.append(.star)
                }
            case UInt8(ascii: "?"): elements.append(.any)
            case UInt8(ascii: "\\") where syntax.contains(.sets):
                // A backslash with nothing behind it fits nothing, as in fnmatch(3).
                elements.append(rest.popFirst().map { .byte($0) } ?? .set(ByteSet()))
            case UInt8(ascii: "[") where syntax.contains(.sets):
                elements.append(ByteSet(&rest).map { .set($0) } ?? .byte(byte))
            default: elements.append(.byte(byte))
            }
        }
        if syntax.contains(.folders), elements.last == .byte(UInt8(ascii: "/")) { elements.append(.star) }
        return elements
    }
}

/// The bytes that a bracket expression stands for.
private struct ByteSet: Sendable, Hashable {
    private var bits = SIMD4<UInt64>()

    init() {}

    /// Reads an expression behind its bracket; nil, and nothing read, where it is never closed.
    init?(_ rest: inout ArraySlice<UInt8>) {
        var inside = rest
        let isNegated = inside.first == UInt8(ascii: "!") || inside.first == UInt8(ascii: "^")
        if isNegated { inside.removeFirst() }
        let start = inside.startIndex
        while let byte = inside.popFirst() {
            // A bracket right at the beginning stands for itself.
            if byte == UInt8(ascii: "]"), inside.startIndex > start + 1 {
                if isNegated { bits = ~bits }
                rest = inside
                return
            }
            if byte == UInt8(ascii: "["), let name = ByteSet.takeName(&inside) {
                for byte in UInt8.min..<0x80 where ByteSet.classes[name]?(byte) == true { insert(byte) }
                continue
            }
            guard let low = ByteSet.unescaped(byte, &inside) else { return nil }
            var high = low
            if inside.first == UInt8(ascii: "-"), let last = inside.dropFirst().first, last != UInt8(ascii: "]") {
                inside = inside.dropFirst(2)
                guard let end = ByteSet.unescaped(last, &inside) else { return nil }
                high = end
            }
            // A range that runs backwards holds nothing.
            if low <= high { for byte in low...high { insert(byte) } }
        }
        return nil
    }

    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0 }

    private mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    private static func unescaped(_ byte: UInt8, _ rest: inout ArraySlice<UInt8>) -> UInt8? {
        byte == UInt8(ascii: "\\") ? rest.popFirst() : byte
    }

    /// The name of `[:name:]` behind its bracket; nil, and nothing taken, where there is none.
    private static func takeName(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let name = rest.dropFirst().prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
        guard rest[name.endIndex...].starts(with: ":]".utf8) else { return nil }
        rest = rest[(name.endIndex + 2)...]
        return String(decoding: name, as: UTF8.self)
    }

    /// The classes of characters that POSIX names, in the C locale.
    private static let classes: [String: @Sendable (UInt8) -> Bool] = [
        "upper": { 0x41...0x5A ~= $0 }, "lower": { 0x61...0x7A ~= $0 }, "digit": { 0x30...0x39 ~= $0 },
        "alpha": { 0x41...0x5A ~= $0 & 0xDF }, "alnum": { 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 & 0xDF },
        "xdigit": { 0x30...0x39 ~= $0 || 0x41...0x46 ~= $0 & 0xDF }, "blank": { $0 == 0x20 || $0 == 0x09 },
        "space": { $0 == 0x20 || 0x09...0x0D ~= $0 }, "cntrl": { $0 < 0x20 || $0 == 0x7F },
        "print": { 0x20...0x7E ~= $0 }, "graph": { 0x21...0x7E ~= $0 },
        "punct": { 0x21...0x7E ~= $0 && !(0x30...0x39 ~= $0) && !(0x41...0x5A ~= $0 & 0xDF) },
    ]
}
