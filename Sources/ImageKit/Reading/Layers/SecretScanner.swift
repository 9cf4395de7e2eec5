/// Looks for secrets of a known form in files while they stream by, whatever the size of the parts.
///
/// It holds 64 KiB. Three bytes of each form, chosen to be rare, are looked for by pairs, every second pair alone as long as
/// nothing is hit (after Wu and Manber, "A fast algorithm for multi-pattern searching", 1994); a hit is compared in full.
package struct SecretScanner {
    /// How many secrets of one file are kept.
    static let matchesOfFile = 20
    /// How many secrets of one layer are kept.
    static let matchesOfLayer = 2000

    private static let capacity = 64 << 10
    /// What must be known behind a place to tell whether a secret begins there: marker, headers and a part of a body.
    private static let reach = 1024
    /// What must be known before it: the longest anchor and a byte.
    private static let lookBack = 32

    private static let index = SecretIndex(SecretPattern.all)

    private var buffer: [UInt8] = []
    /// Where the buffer begins in the file.
    private var base: Int64 = 0
    /// Up to where the buffer was searched.
    private var searched = 0
    private var matches: [SecretMatch] = []
    private var kept = 0
    /// How many secrets were found beyond those kept.
    private(set) var leftOut = 0

    package init() {}

    /// Takes the next bytes of the file.
    package mutating func append(_ part: UnsafeRawBufferPointer) {
        var position = 0
        while position < part.count {
            if buffer.capacity == 0 { buffer.reserveCapacity(SecretScanner.capacity) }
            let count = min(SecretScanner.capacity - buffer.count, part.count - position)
            unsafe buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: part[position..<position + count]))
            position += count
            guard buffer.count == SecretScanner.capacity else { continue }
            search(upTo: buffer.count - SecretScanner.reach)
            let done = searched - SecretScanner.lookBack
            buffer.removeSubrange(..<done)
            base += Int64(done)
            searched -= done
        }
    }

    /// Notes the end of the file; returns what was found in it.
    package mutating func finish() -> [SecretMatch] {
        search(upTo: buffer.count)
        buffer.removeAll(keepingCapacity: true)
        base = 0
        searched = 0
        defer { matches = [] }
        return matches
    }

    /// Looks at every place before `end` where the three bytes of a form could begin.
    private mutating func search(upTo end: Int) {
        let index = SecretScanner.index
        let start = searched
        var found: [(place: Int, bucket: UInt8)] = []
        unsafe buffer.withUnsafeBytes { bytes in
            unsafe index.actions.withUnsafeBufferPointer { actions in
                guard let base = bytes.baseAddress, let table = actions.baseAddress else { return }
                let last = min(end, bytes.count - SecretPattern.windowLength + 1)
                var place = start
                func action(_ pair: UInt64) -> UInt8 { unsafe table[Int(truncatingIfNeeded: pair & 0xFFFF)] }
                func action(at offset: Int) -> UInt8 {
                    let pair = unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
                    return action(UInt64(UInt16(littleEndian: pair)))
                }
                /// What the pairs at four odd offsets say: one of every two belongs to whatever begins at these eight places.
                func fourActions(_ offset: Int) -> UInt8 {
                    let pairs = UInt64(littleEndian: unsafe base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                    return action(pairs) | action(pairs &>> 16) | action(pairs &>> 32) | action(pairs &>> 48)
                }
                while place < last {
                    while place &+ 16 <= last, fourActions(place &+ 1) | fourActions(place &+ 9) == 0 { place &+= 16 }
                    let count = min(8, last &- place)
                    if count == 8, fourActions(place &+ 1) == 0 {
                        place &+= 8
                        continue
                    }
                    var first = action(at: place)
                    for offset in 0..<max(0, count) {
                        let second = action(at: place &+ offset &+ 1)
                        let bucket = second & ~SecretIndex.isFirst
                        if bucket > 0, first & SecretIndex.isFirst != 0 { found.append((place &+ offset, bucket)) }
                        first = second
                    }
                    place &+= 8
                }
            }
        }
        searched = max(searched, end)
        for (place, bucket) in found { compare(at: place, index.buckets[Int(bucket) - 1]) }
    }

    private mutating func compare(at place: Int, _ patterns: [SecretPattern]) {
        for pattern in patterns {
            let start = place - pattern.window
            guard start >= 0, start + pattern.anchor.count <= buffer.count,
                buffer[start..<start + pattern.anchor.count].elementsEqual(pattern.anchor)
            else { continue }
            let text = buffer[start..<min(buffer.count, start + SecretScanner.reach)]
            guard let (kind, beginning) = pattern.match(text, before: start > 0 ? buffer[start - 1] : nil) else {
                continue
            }
            guard matches.count < SecretScanner.matchesOfFile, kept < SecretScanner.matchesOfLayer else {
                leftOut += 1
                continue
            }
            kept += 1
            matches.append(SecretMatch(kind: kind, beginning: beginning, offset: base + Int64(start)))
        }
    }
}

/// For each pair of bytes whether a form's three bytes begin or end with it.
private struct SecretIndex: Sendable {
    /// The mark of a pair that three bytes begin with.
    static let isFirst: UInt8 = 0x80

    /// By a pair, its first byte in the low half: the mark, and one more than the bucket of what ends with the pair.
    private(set) var actions: [UInt8]
    private(set) var buckets: [[SecretPattern]] = []

    init(_ patterns: [SecretPattern]) {
        actions = Array(repeating: 0, count: 1 << 16)
        var byPair: [Int: [SecretPattern]] = [:]
        for pattern in patterns {
            let window = pattern.anchor[pattern.window..<pattern.window + SecretPattern.windowLength].map(Int.init)
            actions[window[0] | window[1] << 8] = SecretIndex.isFirst
            byPair[window[1] | window[2] << 8, default: []].append(pattern)
        }
        for (pair, patterns) in byPair.sorted(by: { $0.key < $1.key }) {
            buckets.append(patterns)
            actions[pair] |= UInt8(clamping: buckets.count)
        }
    }
}
