/// Looks for secrets of a known form in files while they stream by, whatever the size of the parts.
///
/// It holds 64 KiB. Three bytes of each form, chosen to be rare, are looked for two bytes at a time (Wu and Manber, "A fast
/// algorithm for multi-pattern searching", 1994); what they hit is compared in full.
struct SecretScanner {
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

    init() {}

    /// Takes the next bytes of the file.
    mutating func append(_ part: UnsafeRawBufferPointer) {
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
    mutating func finish() -> [SecretMatch] {
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
        var place = searched
        var found: [(place: Int, bucket: UInt8)] = []
        unsafe buffer.withUnsafeBytes { bytes in
            unsafe index.actions.withUnsafeBufferPointer { actions in
                let last = min(end, bytes.count - SecretPattern.windowLength + 1)
                while place < last {
                    let pair = unsafe UInt16(bytes[place + 1]) | UInt16(bytes[place + 2]) << 8
                    let action = unsafe actions[Int(pair)]
                    if action < SecretIndex.firstBucket {
                        place += Int(action)
                    } else {
                        found.append((place, action))
                        place += 1
                    }
                }
            }
        }
        searched = max(searched, end)
        for (place, bucket) in found { compare(at: place, index.buckets[Int(bucket - SecretIndex.firstBucket)]) }
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

/// For each pair of bytes how far to go on, or which forms to compare.
private struct SecretIndex: Sendable {
    /// Actions from here on are the bucket of that number.
    static let firstBucket: UInt8 = 3

    /// By the second and third byte at a place, the second in the low half.
    private(set) var actions: [UInt8]
    private(set) var buckets: [[SecretPattern]] = []

    init(_ patterns: [SecretPattern]) {
        actions = Array(repeating: 2, count: 1 << 16)
        var byPair: [Int: [SecretPattern]] = [:]
        for pattern in patterns {
            let window = pattern.anchor[pattern.window..<pattern.window + SecretPattern.windowLength].map(Int.init)
            // The first pair of the three bytes may be the last pair of what is looked at: then they begin at the next byte.
            actions[window[0] | window[1] << 8] = 1
            byPair[window[1] | window[2] << 8, default: []].append(pattern)
        }
        for (pair, patterns) in byPair.sorted(by: { $0.key < $1.key }) {
            actions[pair] = SecretIndex.firstBucket + UInt8(clamping: buckets.count)
            buckets.append(patterns)
        }
    }
}
