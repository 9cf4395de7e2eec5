import CArchive
import CLZMA
import CZlib
import CZstd

/// A C library this build uses.
public struct LibraryVersions: Sendable, Hashable {
    /// The library's name.
    public let name: String
    /// The version that is loaded.
    public let version: String

    /// The libraries that decode images.
    public static var current: [LibraryVersions] {
        let archive = archive_version_number()
        var libraries = [
            LibraryVersions(
                name: "libarchive", version: "\(archive / 1_000_000).\(archive / 1000 % 1000).\(archive % 1000)"),
            // Unsafe: the strings are constants of their libraries.
            LibraryVersions(name: "liblzma", version: unsafe String(cString: lzma_version_string())),
            LibraryVersions(name: "zlib", version: unsafe String(cString: zlibVersion())),
            LibraryVersions(name: "libzstd", version: unsafe String(cString: ZSTD_versionString())),
        ]
        #if ISAL
        libraries.append(LibraryVersions(name: "ISA-L", version: ISALInflater.version))
        #endif
        return libraries
    }
}

/// The version of this library, and of the program made of it.
public enum ImageKitVersion {
    /// The version, as Semantic Versioning has it.
    public static let number = "0.1.0"
}
