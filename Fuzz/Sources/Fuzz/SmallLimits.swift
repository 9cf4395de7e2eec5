@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

extension Limits {
    /// Limits that an input of a few kilobytes can reach, so that it costs little to reach them.
    static let small: Limits = {
        var limits = Limits()
        limits.document = 64 << 10
        limits.images = 8
        limits.layers = 8
        limits.path = 512
        limits.pathDepth = 32
        limits.extendedHeader = 4 << 10
        limits.trailing = 16 << 10
        limits.sparseRegions = 32
        limits.capturedFile = 64 << 10
        limits.capturedTotal = 128 << 10
        limits.metadataField = 4 << 10
        limits.entries = 256
        limits.layerSize = 1 << 20
        limits.zstdWindowLog = 18
        return limits
    }()
}
