import ImageKit

/// The libarchive that runs in this process.
struct LoadedLibrary {
    /// Who takes care of it.
    enum Origin: Equatable {
        /// A package of dpkg, of this version.
        case debian(String)
        /// Somebody built it and put it where no distribution does.
        case own
        /// A distribution without dpkg, or one file with the program.
        case unknown
    }

    /// libarchive's own version.
    let version: String
    let origin: Origin

    /// Looks where the library was loaded from and, for Debian's, into dpkg's database; the sandbox ends that.
    static var current: LoadedLibrary? {
        guard let version = LibraryVersions.current.first(where: { $0.name == "libarchive" })?.version else {
            return nil
        }
        return LoadedLibrary(version: version, origin: origin(of: path, statusFile: "/var/lib/dpkg/status"))
    }

    /// Who takes care of a library.
    ///
    /// - Parameters:
    ///   - path: the file of the library; nil where it is linked into the program.
    ///   - statusFile: dpkg's database.
    static func origin(of path: String?, statusFile: String) -> Origin {
        guard let path else { return .unknown }
        let isSystem = ["/lib", "/usr/lib"].contains { path.hasPrefix($0 + "/") || path.hasPrefix($0 + "64/") }
        guard isSystem else { return .own }
        guard let status = try? SmallFile.bytes(of: statusFile, limit: 64 << 20) else { return .unknown }
        // The package has the number of the library's interface in its name, with t64 behind it since Debian 13.
        let package = ControlFile(status).first {
            ["libarchive13", "libarchive13t64"].contains($0.text(of: "Package"))
                && $0.text(of: "Status")?.hasSuffix(" installed") ?? false
        }
        return package?.text(of: "Version").map { .debian($0) } ?? .unknown
    }

    /// The file that the library was loaded from; nil where it is linked into the program or the system does not tell.
    private static var path: String? {
        guard let maps = try? SmallFile.bytes(of: "/proc/self/maps", limit: 16 << 20) else { return nil }
        let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
        return lines.compactMap { $0.firstIndex(of: "/").map($0.suffix(from:)) }
            .first { $0.contains("/libarchive.so") }.map(String.init)
    }
}
