import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
struct ForeignFilesTests {
    /// What is read differently here than expected or than most tools do, and why.
    private static let deliberate: [String: String] = [
        "libarchive/test_compat_plexus_archiver_tar.tar": "a lone zero block stands before more data",
        "libarchive/test_compat_tar_directory_1.tar": "a directory of the old kind has a size",
        "libarchive/test_read_format_tar_empty_with_gnulabel.tar": "a volume label is no file",
        "libarchive/test_patterns_4.tar": "a path leaves the root",
        "golang-go/gunzip_05_hello_txt_garbage.gz": "the file lacks the garbage",
        "golang-go/gunzip_06_hello_txt_garbage.gz": "the file lacks the garbage",
        "klauspost/gzip/issue6550.gz": "reserved flags, which Go's own copy is expected to fail on",
        "zstd/golden-decompression-errors/off0.bin.zst": "libzstd before 1.5.6 accepts it",
        "zstd/golden-decompression-errors/zeroSeq_extraneous.zst": "libzstd before 1.5.6 accepts it",
        "zstd/golden-decompression-errors/truncated_huff_state.zst": "libzstd before 1.5.6 accepts it",
        "zstd/golden-decompression/zeroSeq_2B.zst": "libzstd before 1.5.6 refuses it",
        "klauspost/zstd/delta/target.txt.zst": "needs a dictionary",
        "JSONTestSuite/test_parsing/y_object_duplicated_key.json": "a key stands twice",
        "JSONTestSuite/test_parsing/y_object_duplicated_key_and_value.json": "a key stands twice",
    ]

    /// Compressions that no engine takes for a layer's.
    private static let otherSuffixes = [".Z", ".lz", ".lzma", ".lrz", ".grz"]

    @Test(arguments: ForeignFiles.ofKind("tar", "tar-or-compressed"))
    func readsTars(file: ForeignFiles.File) throws {
        let bytes = try file.bytes
        let format = CompressionFormat(head: bytes)
        let result = Result { () throws -> TarWalk in
            let stream = try format.decode(MemoryStream(bytes), limits: Limits())
            let walk = try TarWalk(stream, readsContents: false)
            _ = try stream.skip(.max)
            return walk
        }
        if case .failure(let error) = result { #expect(error is ImageError) }
        guard Self.deliberate[file.name] == nil, !Self.otherSuffixes.contains(where: file.name.hasSuffix) else {
            return
        }
        switch file.expected {
        case "error": #expect(throws: ImageError.self) { try result.get() }
        case "ok" where file.name.contains(".tar"):
            let entries = try result.get().entries
            if !file.expectedNames.isEmpty { #expect(entries.count == file.expectedNames.count) }
        default:
            guard let majority = file.majority, let entries = try? result.get().entries else { return }
            #expect(entries.count == majority)
        }
    }

    @Test(arguments: ForeignFiles.ofKind("gzip", "gzip-or-zlib", "raw-deflate", "zstd", "zstd-or-gzip"))
    func decodes(file: ForeignFiles.File) throws {
        let bytes = try file.bytes
        let format = CompressionFormat(head: bytes)
        var limits = Limits()
        limits.document = 1 << 30
        let outcomes = GzipStreamTests.libraries.map { library in
            Result { () throws -> [UInt8] in
                let stream: any ByteStream =
                    format == .gzip
                    ? try GzipStream(MemoryStream(bytes), library: library)
                    : try format.decode(MemoryStream(bytes), limits: Limits())
                return try stream.readAll(limits: limits, what: "the file")
            }
        }
        for outcome in outcomes { if case .failure(let error) = outcome { #expect(error is ImageError) } }
        #expect(Set(outcomes.map { try? $0.get() }).count == 1)
        guard format != .none, !file.kind.contains("deflate"), Self.deliberate[file.name] == nil else { return }
        if file.expected == "ok" {
            #expect(throws: Never.self) { try outcomes[0].get() }
        } else if file.expected == "error" {
            #expect(throws: ImageError.self) { try outcomes[0].get() }
        }
    }

    @Test(arguments: ForeignFiles.ofKind("json").filter { $0.name.hasPrefix("JSONTestSuite/test_parsing") })
    func scansJSON(file: ForeignFiles.File) throws {
        struct Anything: Decodable { init(from decoder: any Decoder) throws {} }
        let bytes = try file.bytes
        let result = Result { try JSONDocument.decode(Anything.self, from: bytes, name: "document") }
        if case .failure(let error) = result { #expect(error is ImageError) }
        guard Self.deliberate[file.name] == nil else { return }
        if file.expected == "ok" {
            #expect(throws: Never.self) { try result.get() }
        } else if file.expected == "error" {
            #expect(throws: ImageError.self) { try result.get() }
        }
    }
}
