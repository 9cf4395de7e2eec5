/// The named files of an archive or layout: documents and layers.
package protocol BlobStore: Sendable {
    /// The archive as the user named it.
    var name: String { get }

    /// The bytes of a file; nil where there is none.
    func size(of file: String) throws -> Int64?

    /// A small file's contents; nil where there is none.
    ///
    /// - Throws: ``ImageError`` with `limitExceeded` where it is larger than the bound.
    func contents(of file: String, limits: Limits, bound: Limits.Name) throws -> [UInt8]?

    /// A layer's blob; nil where there is none.
    func layer(_ file: String, progress: ScanProgress?) throws -> LayerSource?

    /// What two names of the same file have in common.
    func identity(of file: String) throws -> String

    /// Some names of files, for an error that says what was found instead.
    var sampleNames: [String] { get }

    /// Remarks made while the store was opened.
    var diagnostics: [Diagnostic] { get }
}

/// Where a layer comes from.
package enum LayerSource {
    /// A blob that can be read now.
    case stream(any ByteStream)
    /// A layer that was read when it came through a pipe, and what it was read for.
    case read(Layer, for: ReadOptions)
}
