import Synchronization

/// What the layers of one image, which are read side by side, have taken of the limits they share.
package final class ExpansionBudget: Sendable {
    private let limits: Limits
    private let bytes = Atomic<Int64>(0)
    private let entries = Atomic<Int>(0)
    private let holes = Atomic<Int64>(0)
    /// How many zeros stand for holes of sparse files: a hole costs an image nothing, and may be as large as a file can be.
    static let holeLimit: Int64 = 4 << 30

    init(limits: Limits) { self.limits = limits }

    /// Counts uncompressed bytes of a layer.
    func spend(bytes count: Int64) throws {
        let total = bytes.wrappingAdd(count, ordering: .relaxed).newValue
        guard total <= limits.imageSize else { throw limits.exceeded(.imageSize, ExpansionBudget.tooLarge(limits)) }
    }

    /// Counts an entry of a layer.
    func spendEntry() throws {
        let total = entries.wrappingAdd(1, ordering: .relaxed).newValue
        guard total <= limits.entries else { throw limits.exceeded(.entries, ExpansionBudget.tooMany(limits)) }
    }

    /// Counts a layer that was read before.
    func spend(_ layer: Layer) throws {
        try spend(bytes: layer.diffSize)
        for _ in 0..<layer.changeset.count { try spendEntry() }
    }

    /// Whether a hole of so many bytes can be read as zeros; counts it where it can.
    func spend(hole count: Int64) -> Bool {
        guard count <= ExpansionBudget.holeLimit else { return false }
        return holes.wrappingAdd(count, ordering: .relaxed).newValue <= ExpansionBudget.holeLimit
    }

    /// Checks all layers of an image, each as often as the image names it.
    package static func check(_ layers: [Layer], limits: Limits) throws {
        var entries = 0
        var bytes: Int64 = 0
        for layer in layers {
            entries += layer.changeset.count
            guard entries <= limits.entries else { throw limits.exceeded(.entries, tooMany(limits)) }
            let (sum, overflow) = bytes.addingReportingOverflow(layer.diffSize)
            guard !overflow, sum <= limits.imageSize else { throw limits.exceeded(.imageSize, tooLarge(limits)) }
            bytes = sum
        }
    }

    private static func tooLarge(_ limits: Limits) -> String {
        "the layers of the image expand to more than \(limits.imageSize) bytes"
    }

    private static func tooMany(_ limits: Limits) -> String {
        "the layers of the image have more than \(limits.entries) entries"
    }
}
