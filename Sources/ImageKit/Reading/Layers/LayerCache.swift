import Synchronization

/// Where layers are kept that were read already, so that the next image that has them costs what is new in it.
///
/// Given in ``ReadOptions/layerCache``. ``LayerCacheFolder`` keeps layers on disk for other runs, ``LayerCacheMemory`` in
/// memory for other images of the same run; any other store is one type that conforms to this protocol.
///
/// Only layers whose digests were computed and are those that an image names are kept. A layer that is found is not read from
/// the archive: what it says is what was found when it was kept. Methods are called from several tasks at once.
public protocol LayerCache: Sendable {
    /// The layer that was kept for a key; nil where there is none, or none that can be used.
    ///
    /// - Parameter key: which layer, and what it was to be read for.
    func layer(for key: LayerKey) -> Layer?

    /// Keeps a layer. One that can't be kept is no error: the next image reads it again.
    ///
    /// - Parameters:
    ///   - layer: the layer, its digests verified.
    ///   - key: which layer it is, and what it was read for.
    func keep(_ layer: Layer, for key: LayerKey)
}

/// What two readings of equal layers have in common: the layer's digest and what was asked of the reader.
public struct LayerKey: Hashable, Sendable, CustomStringConvertible {
    /// The layer: the digest of its blob, or of its uncompressed tar and the bytes it takes in an archive that names no more.
    public let layer: String
    /// What was asked of the reader, a line for each kind of thing.
    public let asked: String

    /// Makes the key of a layer whose blob has this digest.
    init(digest: Digest, options: ReadOptions) {
        layer = digest.description
        asked = options.layerQuestions
    }

    /// Makes the key of a layer in an archive that does not name the blob's digest: the uncompressed tar's, and how many bytes
    /// it takes in the archive, compressed or not.
    init(diffID: Digest, size: Int64, options: ReadOptions) {
        layer = "\(diffID) in \(size) bytes"
        asked = options.layerQuestions
    }

    /// Makes the key of a layer whose digests nobody computes: it stands for that place alone.
    ///
    /// - Parameters:
    ///   - place: where it lies.
    ///   - options: what it is read for.
    init(place: String, options: ReadOptions) {
        layer = place
        asked = options.layerQuestions
    }

    /// Both parts, on several lines.
    public var description: String { "\(layer)\n\(asked)" }
}

extension ReadOptions {
    /// All that decides what is known of a layer once it was read, as text.
    fileprivate var layerQuestions: String {
        let bounds = Limits.Name.allCases.filter(\.boundsLayers).map { "\($0.rawValue)=\($0.value(in: limits))" }
        let kinds = [readsLinkage ? "linkage" : nil, scansSecrets ? "secrets" : nil].compactMap(\.self)
        return """
            contents: \(contentIdentity)
            digests: \(fileHashes.map(\.rawValue).sorted().joined(separator: " "))
            looked for: \(kinds.joined(separator: " "))
            captured: \(Set(captures.map(\.name)).sorted().joined(separator: ", "))
            limits: \(bounds.joined(separator: " "))
            """
    }
}

/// Layers kept in memory, for images that are analyzed in one run.
public final class LayerCacheMemory: LayerCache {
    private let layers = Mutex<[LayerKey: Layer]>([:])

    /// Makes an empty cache.
    public init() {}

    /// The layer that was kept; nil where there is none.
    public func layer(for key: LayerKey) -> Layer? { layers.withLock { $0[key] } }

    /// Keeps a layer as long as this cache lives.
    public func keep(_ layer: Layer, for key: LayerKey) { layers.withLock { $0[key] = layer } }
}
