import Synchronization

/// How far reading has come; safe to look at from another thread at any time.
public final class ScanProgress: Sendable {
    private let readCount = Atomic<Int64>(0)
    private let totalCount = Atomic<Int64>(0)
    private let layersDoneCount = Atomic<Int>(0)
    private let layersTotalCount = Atomic<Int>(0)
    private let layersCatalogedCount = Atomic<Int>(0)
    private let layersToCatalogCount = Atomic<Int>(0)

    /// Makes a progress at zero.
    public init() {}

    /// Bytes of layers read so far.
    public var bytesRead: Int64 { readCount.load(ordering: .relaxed) }
    /// Bytes of layers to read; 0 where that is not known, as for a pipe.
    public var bytesTotal: Int64 { totalCount.load(ordering: .relaxed) }
    /// Layers read to their end.
    public var layersDone: Int { layersDoneCount.load(ordering: .relaxed) }
    /// Layers to read; 0 where that is not known, as for a pipe.
    public var layersTotal: Int { layersTotalCount.load(ordering: .relaxed) }
    /// Layers whose packages were looked for, which begins when an image's layers are read.
    public var layersCataloged: Int { layersCatalogedCount.load(ordering: .relaxed) }
    /// Layers whose packages are to be looked for, of the images whose layers are read.
    public var layersToCatalog: Int { layersToCatalogCount.load(ordering: .relaxed) }

    package func willCatalog(layers: Int) { layersToCatalogCount.add(layers, ordering: .relaxed) }
    package func didCatalogLayer() { layersCatalogedCount.add(1, ordering: .relaxed) }
    func didRead(_ bytes: Int) { readCount.add(Int64(bytes), ordering: .relaxed) }
    func didFinishLayer() { layersDoneCount.add(1, ordering: .relaxed) }
    func expect(bytes: Int64, layers: Int) {
        totalCount.add(bytes, ordering: .relaxed)
        layersTotalCount.add(layers, ordering: .relaxed)
    }
}
