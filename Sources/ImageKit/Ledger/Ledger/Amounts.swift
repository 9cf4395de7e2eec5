/// Bytes by the four measures; each sums exactly over all bookings of an image.
public struct Amounts: Sendable, Hashable, Codable {
    /// Compressed: the share of the blobs that was consumed for it.
    public var downloadSize: Int64
    /// Uncompressed: bytes in the layers' tars.
    public var diffSize: Int64
    /// Sizes of the layers' files, without headers and padding of the tars: what `docker images` adds up.
    public var contentsSize: Int64
    /// Contents that are live in the squashed tree.
    public var liveSize: Int64

    /// Nothing.
    public static let zero = Amounts(downloadSize: 0, diffSize: 0, contentsSize: 0, liveSize: 0)

    /// Makes amounts.
    public init(downloadSize: Int64, diffSize: Int64, contentsSize: Int64, liveSize: Int64) {
        self.downloadSize = downloadSize
        self.diffSize = diffSize
        self.contentsSize = contentsSize
        self.liveSize = liveSize
    }

    /// The sum, measure by measure.
    public static func + (left: Amounts, right: Amounts) -> Amounts {
        Amounts(
            downloadSize: left.downloadSize &+ right.downloadSize, diffSize: left.diffSize &+ right.diffSize,
            contentsSize: left.contentsSize &+ right.contentsSize, liveSize: left.liveSize &+ right.liveSize)
    }

    /// The difference, measure by measure.
    public static func - (left: Amounts, right: Amounts) -> Amounts {
        Amounts(
            downloadSize: left.downloadSize &- right.downloadSize, diffSize: left.diffSize &- right.diffSize,
            contentsSize: left.contentsSize &- right.contentsSize, liveSize: left.liveSize &- right.liveSize)
    }

    /// Adds in place.
    public static func += (left: inout Amounts, right: Amounts) { left = left + right }
}

/// One of the four measures of bytes.
public enum Measure: String, Sendable, CaseIterable, Codable {
    /// Compressed bytes of the blobs.
    case download
    /// Uncompressed bytes of the tars.
    case diff
    /// Sizes of the layers' files: what `docker images` shows where Docker uses graph drivers.
    case contents
    /// Live contents of the squashed tree.
    case live

    /// This measure of an amount.
    public func of(_ amounts: Amounts) -> Int64 {
        switch self {
        case .download: amounts.downloadSize
        case .diff: amounts.diffSize
        case .contents: amounts.contentsSize
        case .live: amounts.liveSize
        }
    }
}
