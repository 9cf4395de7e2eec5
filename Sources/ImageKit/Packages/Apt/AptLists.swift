internal import FoundationEssentials
import ImageReading

/// The lists that `apt-get update` leaves in `/var/lib/apt/lists`, or Packages files of an archive.
public struct AptLists: Sendable {
    /// How large a list may be once it is decompressed, in bytes.
    public static let sizeLimit: Int64 = 1 << 30

    /// What each Packages file offers.
    public let indices: [AptIndex]

    /// Reads every Packages file of a folder: plain, gzip, xz, bzip2, zstd or lz4, by its first bytes.
    ///
    /// - Parameters:
    ///   - folder: the folder; what is below it is not read.
    ///   - packages: the packages that matter.
    /// - Throws: ``/ImageReading/ImageError`` where the folder or a list can't be read, or it holds no list.
    public init(folder: String, for packages: [Package]) throws {
        let names = Set(packages.lazy.filter { $0.kind == .deb }.map(\.name))
        let files = try AptLists.names(in: folder)
        var releases: [String: AptRelease] = [:]
        for file in files {
            guard let archive = AptLists.archive(ofRelease: file), releases[archive] == nil else { continue }
            releases[archive] = AptRelease(try AptLists.contents(of: file, in: folder))
        }
        indices = try files.filter(AptLists.isIndex).map { file in
            // The archive of a list is the longest name that begins the list's.
            let archive = releases.keys.filter { file.hasPrefix($0 + "_") || $0.isEmpty }.max { $0.count < $1.count }
            return AptIndex(
                try AptLists.contents(of: file, in: folder), file: file,
                release: archive.flatMap { releases[$0] } ?? AptRelease(), names: names)
        }
        guard !indices.isEmpty else {
            throw ImageError(
                .unreadable,
                "the folder holds no Packages file; it is what apt-get update leaves in /var/lib/apt/lists",
                archive: folder)
        }
    }

    /// `deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4`, or `Packages.gz` as it is on a mirror.
    private static func isIndex(_ file: String) -> Bool {
        let name = file.split(separator: "_").last ?? ""
        return ["", ".gz", ".xz", ".bz2", ".zst", ".lz4"].contains { name == "Packages" + $0 }
    }

    /// The archive of a Release file: what stands in front of it in the name.
    private static func archive(ofRelease file: String) -> String? {
        for name in ["InRelease", "Release"] where file == name || file.hasSuffix("_" + name) {
            return String(file.dropLast(name.count).dropLast(file == name ? 0 : 1))
        }
        return nil
    }

    private static func names(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw ImageError(.unreadable, "the folder of apt's lists can't be read", archive: folder)
        }
    }

    private static func contents(of name: String, in folder: String) throws -> [UInt8] {
        let path = folder + "/" + name
        do {
            let file = try InputFile(path: path)
            guard case .regular(let size) = file.kind else {
                throw ImageError(.unreadable, "a list is a regular file")
            }
            let stream = try PeekedStream(
                file.region(offset: 0, size: size), count: CompressionFormat.headLength)
            let decoded: any ByteStream
            if stream.peeked.starts(with: [0x04, 0x22, 0x4D, 0x18]) {
                decoded = try FilterStream(stream, filter: .lz4)
            } else {
                decoded = try CompressionFormat(head: stream.peeked).decode(stream, limits: Limits())
            }
            var limits = Limits()
            limits.document = sizeLimit
            return try decoded.readAll(limits: limits, what: "the list")
        } catch let error as ImageError {
            throw error.located(archive: path)
        }
    }
}
