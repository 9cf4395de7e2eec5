/// One entry of a tar archive: its header after all extensions (pax, GNU) have been applied.
public struct TarEntry: Sendable, Hashable {
    /// The type of an entry.
    public enum Kind: UInt8, Sendable {
        /// A regular file.
        case file
        /// Another name for a file that an earlier entry or a lower layer brought.
        case hardLink
        /// A symbolic link.
        case symbolicLink
        /// A directory.
        case directory
        /// A character device.
        case characterDevice
        /// A block device.
        case blockDevice
        /// A named pipe.
        case fifo
    }

    /// The path inside the archive, in normal form.
    public var path: BytePath
    /// The type of entry.
    public var kind: Kind
    /// Where a hard or symbolic link leads, as written; empty for everything else.
    public var linkTarget: [UInt8] = []
    /// Permission bits including setuid, setgid and sticky.
    public var mode: UInt16 = 0
    /// The owner's numeric identifier.
    public var userID: UInt32 = 0
    /// The owning group's numeric identifier.
    public var groupID: UInt32 = 0
    /// Modification time in seconds since 1970.
    public var modified: Int64 = 0
    /// The file's size in bytes as a reader of the file sees it, holes included.
    public var size: Int64 = 0
    /// Bytes of contents in the archive; smaller than ``size`` for a sparse file, 0 for everything but files.
    public var storedSize: Int64 = 0
    /// The offset in the archive of the first header block that belongs to this entry.
    public var offset: Int64 = 0
    /// Whether the file has holes that the archive does not store.
    public var isSparse = false

    /// Makes an entry.
    public init(path: BytePath, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}
