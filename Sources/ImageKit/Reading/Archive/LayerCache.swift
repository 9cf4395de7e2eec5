import Synchronization

/// Layers that were read already, so that images that share some read them once.
package final class LayerCache: Sendable {
    /// What two equal layers have in common: verified digests, or without them the place in an archive.
    struct Key: Hashable, Sendable {
        private let name: String
        private let diffID: Digest
        private let place: String?

        init(_ layer: ImageLayer, of image: Image, isVerified: Bool) {
            // Without a blob digest only layers stored the same way have the same download size.
            let file = (try? image.store.identity(of: layer.file)) ?? layer.file
            let size = (try? image.store.size(of: layer.file)) ?? 0
            name = isVerified ? layer.digest?.description ?? "\(size) bytes" : file
            diffID = layer.diffID
            place = isVerified ? nil : image.store.place
        }
    }

    package init() {}

    private let layers = Mutex<[Key: Layer]>([:])

    subscript(key: Key) -> Layer? {
        get { layers.withLock { $0[key] } }
        set { layers.withLock { $0[key] = newValue } }
    }
}
