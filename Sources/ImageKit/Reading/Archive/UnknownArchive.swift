/// Says what an archive without images is, as far as the names of its files tell.
enum UnknownArchive {
    /// Folders of a root file system.
    private static let rootFolders: Set<String> = [
        "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt", "proc", "root", "run", "sbin",
        "srv",
        "sys", "tmp", "usr", "var",
    ]

    /// What the archive is, or where in it the image is.
    static func error(of source: any BlobSource) throws -> ImageError {
        let names = source.fileNames
        for folder in Set((names ?? []).compactMap { $0.split(separator: "/").first }).sorted().prefix(100) {
            for list in ["index.json", "manifest.json"] where try source.size(of: "\(folder)/\(list)") != nil {
                return ImageError(
                    .notAnImage,
                    "there is no manifest.json and no index.json at the top; \(folder) has one: "
                        + (source.medium == "dir"
                            ? "name that folder" : "pack its contents without it (tar -C \(folder) -cf app.tar .)"))
            }
        }
        return error(names)
    }

    /// What the archive is.
    ///
    /// - Parameter names: names of its files; nil where they can't be listed.
    static func error(_ names: [String]?) -> ImageError {
        guard let names else {
            return ImageError(.notAnImage, "this is not an image archive: no manifest.json and no index.json")
        }
        if isRootFileSystem(names) {
            return ImageError(
                .notAnImage,
                "this is a root file system, not an image; save the image itself, with docker save, or with "
                    + "docker buildx build -o type=oci,dest=app.tar")
        }
        let folders = platformFolders(names)
        if !folders.isEmpty {
            return ImageError(
                .notAnImage,
                "these are root file systems of several platforms (\(folders.prefix(4).joined(separator: ", "))), not "
                    + "images; write images with docker buildx build -o type=oci,dest=app.tar")
        }
        if names.contains("repositories") {
            return ImageError(
                .notAnImage,
                "this archive was saved by a Docker older than 1.10, without manifest.json; save it again")
        }
        var seen: Set<Substring> = []
        let top = names.compactMap { $0.split(separator: "/").first }.filter { seen.insert($0).inserted }
        let found =
            top.isEmpty ? "it holds no files, or is no tar" : "it holds \(top.prefix(3).joined(separator: ", "))"
        return ImageError(
            .notAnImage, "this is not an image archive: no manifest.json and no index.json; \(found)")
    }

    /// Whether the names are those of a root file system, and none is that of a list of images.
    static func isRootFileSystem(_ names: [String]) -> Bool {
        guard !names.contains("manifest.json"), !names.contains("oci-layout") else { return false }
        let isLayout = names.contains { $0 == "blobs" || $0.hasPrefix("blobs/") }
        guard !(names.contains("index.json") && isLayout) else { return false }
        let top = Set(names.lazy.compactMap { $0.split(separator: "/").first.map(String.init) })
        return !top.isDisjoint(with: ["bin", "etc", "usr"]) || top.intersection(rootFolders).count > 2
    }

    /// The folders that BuildKit's local and tar outputs make, one a platform: `linux_amd64`.
    private static func platformFolders(_ names: [String]) -> [String] {
        var found: [String] = []
        for name in names {
            guard let top = name.split(separator: "/").first, top.contains("_"), !found.contains(String(top)) else {
                continue
            }
            let parts = top.split(separator: "_")
            if ["darwin", "freebsd", "linux", "windows"].contains(parts.first), (2...3).contains(parts.count) {
                found.append(String(top))
                if found.count > 8 { break }
            }
        }
        return found
    }
}
