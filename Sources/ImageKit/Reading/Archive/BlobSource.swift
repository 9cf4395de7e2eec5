/// Where the files of images come from: the documents and layers of an OCI layout, or of what `docker save` writes.
///
/// A tar, a tar that comes through a pipe and a directory are sources of this library; ``ImageArchive/init(path:as:reading:)``
/// chooses among them. Any other place, such as a zip archive or a registry, is one type that conforms to this protocol and is
/// given to ``ImageArchive/init(source:reading:)``.
///
/// Files are named as the image specification ("OCI Image Layout") names them: `index.json`, `oci-layout`,
/// `blobs/sha256/0123…`; or as `docker save` does: `manifest.json` and what that names. Names are relative, with one `/`
/// between components, without `.` and `..`. They come from the image's documents, so a source must not let a link lead out of
/// where the image is.
///
/// A source is not trusted: digests, sizes, media types and limits are checked as they are for a file. What it throws becomes
/// an ``ImageError`` with the code `unreadable`, unless it is an ``ImageError`` already.
///
/// Layers are read several at a time, so that methods are called from several tasks at once. They may block; a source that
/// waits for a network has to be served by threads that are not those of Swift's concurrency.
public protocol BlobSource: Sendable {
    /// What messages and results call it, such as a path or an address.
    var name: String { get }

    /// How many bytes a file has.
    ///
    /// - Parameter file: the name of the file.
    /// - Returns: its size in bytes as it lies in the source, for a layer usually compressed; nil where there is no such file,
    ///   which is no error.
    func size(of file: String) throws -> Int64?

    /// Opens a file.
    ///
    /// - Parameter file: the name of the file.
    /// - Returns: a stream at the beginning of the file, with as many bytes as ``size(of:)`` says; nil where there is no such
    ///   file. Files may be opened several times, and be read at the same time.
    func open(_ file: String) throws -> (any BlobStream)?

    /// What the format of the archive says of it behind `oci-` or `docker-`, such as `archive` or `dir`; else `source`.
    var medium: String { get }

    /// What two names of the same file have in common, so that it is read once; else the name itself.
    ///
    /// - Parameter file: the name of a file, which need not be there.
    func identity(of file: String) throws -> String

    /// Names of some files, for an error that says what was found where no image was; nil where they can't be listed.
    var fileNames: [String]? { get }

    /// Remarks made while the source was opened; else none.
    var diagnostics: [Diagnostic] { get }
}

extension BlobSource {
    /// `source`.
    public var medium: String { "source" }
    /// The name itself.
    public func identity(of file: String) throws -> String { file }
    /// Nil: files can't be listed.
    public var fileNames: [String]? { nil }
    /// None.
    public var diagnostics: [Diagnostic] { [] }
}
