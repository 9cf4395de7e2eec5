import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LayerReaderTests {
    private func reader(_ limits: Limits = Limits(), digests: Bool = true, _ rules: CaptureRules = CaptureRules([]))
        -> LayerReader
    {
        LayerReader(limits: limits, computesDigests: digests, rules: rules)
    }

    private func rules(_ mode: CaptureMode) -> CaptureRules {
        CaptureRules([CaptureRule("keep") { $0.name.starts(with: Array("keep".utf8)) ? mode : nil }])
    }

    /// Configurations may name layers by SHA-512.
    @Test func computesTheDiffIDByTheHashThatIsAskedFor() throws {
        var tar = TarBuilder()
        tar.add("file", "text")
        let layer = try ReadOptions().layerReader.read(MemoryStream(tar.archive), diffAlgorithms: [.sha512])
        #expect(layer.diffID == .of(tar.archive, algorithm: .sha512))
        #expect(layer.digest == .of(tar.archive, algorithm: .sha256))
    }

    @Test(arguments: CompressionFormat.allCases)
    func readsLayersOfEveryCompression(format: CompressionFormat) throws {
        let tar = TarBuilder.everything.archive
        let blob = try Compressor.compress(tar, as: format)
        for digests in [true, false] {
            let layer = try reader(digests: digests).read(MemoryStream(blob))
            #expect(layer.compression == format)
            #expect(layer.downloadSize == Int64(blob.count))
            #expect(layer.diffSize == Int64(tar.count))
            #expect(layer.digest == (digests ? Digest.of(blob, algorithm: .sha256) : nil))
            #expect(layer.diffID == (digests ? Digest.of(tar, algorithm: .sha256) : nil))
            #expect((0..<layer.changeset.count).map { layer.changeset[$0] } == (try TarWalk(tar)).entries.map(restored))
        }
    }

    @Test(arguments: [0, 512])
    func tellsOfZerosBehindAGzipStream(count: Int) throws {
        let blob = try Compressor.gzip(TarBuilder.everything.archive)
        let padded = try reader().read(MemoryStream(blob + [UInt8](repeating: 0, count: count)))
        let plain = try reader().read(MemoryStream(blob))
        let added = padded.diagnostics.filter { !plain.diagnostics.contains($0) }
        #expect(added.map(\.code) == (count == 0 ? [] : [.trailingData]))
    }

    /// What a changeset does not tell apart: a sparse file without holes.
    private func restored(_ entry: TarEntry) -> TarEntry {
        var entry = entry
        entry.isSparse = entry.kind == .file && entry.size != entry.storedSize
        return entry
    }

    @Test(arguments: CompressionFormat.allCases)
    func hashesBlobsWithTheirAlgorithm(format: CompressionFormat) throws {
        let tar = TarBuilder.everything.archive
        let blob = try Compressor.compress(tar, as: format)
        let layer = try reader().read(MemoryStream(blob), algorithm: .sha512)
        #expect(layer.digest == Digest.of(blob, algorithm: .sha512))
        #expect(layer.diffID == Digest.of(tar, algorithm: .sha256))
    }

    @Test(arguments: CompressionFormat.allCases)
    func sharesOutTheDownload(format: CompressionFormat) throws {
        var generator = SeededGenerator(seed: 21)
        var tar = TarBuilder()
        for number in 0..<300 { tar.add("file\(number)", contents: generator.text(Int(generator.next() % 9000))) }
        let blob = try Compressor.compress(tar.archive, as: format)
        let layer = try reader().read(MemoryStream(blob))
        let offsets = layer.changeset.records.map(\.downloadOffset) + [layer.downloadSize]
        #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(offsets.first == 0)
        #expect(offsets.last == Int64(blob.count))
        if format == .none {
            #expect(layer.changeset.records.allSatisfy { $0.downloadOffset == $0.offset })
        }
    }

    @Test func sharesOutTheDownloadOfFilesThatAreSkipped() throws {
        var tar = TarBuilder()
        tar.add("large", contents: [UInt8](repeating: 1, count: 1 << 20))
        tar.add("small", contents: [1])
        let layer = try reader(digests: false).read(MemoryStream(tar.archive))
        #expect(layer.changeset.records.map(\.downloadOffset) == [0, (1 << 20) + 512])
    }

    @Test func seesTheSameHoweverBytesArrive() throws {
        let blob = try Compressor.gzip(TarBuilder.everything.archive)
        let rules = CaptureRules([CaptureRule("all") { _ in .whole }])
        let whole = try reader(rules).read(MemoryStream(blob))
        for size in [1, 7, 1000] {
            let layer = try reader(rules).read(TrickleStream(blob, atATime: size))
            #expect(layer.changeset.records.map(\.offset) == whole.changeset.records.map(\.offset))
            #expect(layer.captured == whole.captured)
            #expect(layer.diffID == whole.diffID)
        }
    }

    private func reader(_ rules: CaptureRules) -> LayerReader { reader(Limits(), rules) }

    @Test func noticesTruncationOfBlobs() throws {
        var tar = TarBuilder()
        tar.add("file", "text")
        for format in CompressionFormat.allCases where format != .none {
            let blob = try Compressor.compress(tar.archive, as: format)
            for length in 6..<blob.count {
                #expect(throws: ImageError.self, "\(format), \(length) of \(blob.count) bytes") {
                    try reader().read(MemoryStream(Array(blob[..<length])))
                }
            }
        }
    }

    @Test func readsEmptyLayers() throws {
        let nothing = try reader().read(MemoryStream([]))
        #expect(nothing.changeset.count == 0)
        #expect(nothing.digest == Digest.of([], algorithm: .sha256))
        let empty = TarBuilder().archive
        for format in CompressionFormat.allCases {
            let layer = try reader().read(MemoryStream(Compressor.compress(empty, as: format)))
            #expect(layer.diffID == Digest.of(empty, algorithm: .sha256))
        }
    }

    // MARK: Sparse files

    private func sparse(_ size: Int64, _ map: String, _ contents: String) -> TarBuilder {
        var tar = TarBuilder()
        tar.addPax(["GNU.sparse.size": String(size), "GNU.sparse.map": map])
        tar.add("sparse", contents)
        return tar
    }

    @Test func readsHolesAsZeros() throws {
        var plain = TarBuilder()
        let zeros = [UInt8](repeating: 0, count: 100_000)
        plain.add("plain", contents: zeros + Array("one".utf8) + zeros + Array("two".utf8) + zeros)
        func learned(_ tar: TarBuilder) throws -> Layer {
            var reader = reader(CaptureRules([]))
            reader.identity = .digest
            return try reader.read(MemoryStream(tar.archive))
        }
        let layer = try learned(sparse(300_006, "100000,3,200003,3", "onetwo"))
        #expect(try layer.contentDigests == learned(plain).contentDigests)
        #expect(layer.diagnostics.isEmpty)
        // No image makes the reader hash more than the limit.
        let large = try learned(sparse(ExpansionBudget.holeLimit + 1000, "0,3", "one"))
        #expect(large.diagnostics.map(\.code) == [.sparseContents])
    }

    // MARK: Capture

    @Test func keepsWhatIsAskedFor() throws {
        var generator = SeededGenerator(seed: 22)
        let contents = generator.bytes(200_000)
        var tar = TarBuilder()
        tar.add("other", contents: contents)
        tar.add("keep", contents: contents)
        tar.add("keep-empty")
        tar.add("keep-link", type: "2", link: "keep")
        let layer = try reader(rules(.whole)).read(MemoryStream(tar.archive))
        #expect(layer.captured == [1: contents, 2: []])
        #expect(layer.changeset.records.map(\.isCaptured) == [false, true, true, false])
    }

    @Test func keepsByTheFirstBytes() throws {
        let rules = CaptureRules([
            CaptureRule("magic", byPath: { _ in nil }, byHead: { $0.starts(with: Array("MAGIC".utf8)) ? .whole : nil })
        ])
        var tar = TarBuilder()
        let long = Array(("MAGIC" + String(repeating: "x", count: 100_000)).utf8)
        tar.add("a", contents: long)
        tar.add("b", "MAGIC but short")
        tar.add("d", "MA")
        tar.add("c", contents: [0] + long)
        let layer = try reader(rules).read(TrickleStream(tar.archive, atATime: 100))
        #expect(layer.captured == [0: long, 1: Array("MAGIC but short".utf8)])
    }

    @Test func keepsHeaderFields() throws {
        var tar = TarBuilder()
        tar.add("keep1", "Name: a\nVersion: 1\n\nBody: x\n")
        tar.add("keep2", "Name: a\r\nVersion: 1\r\n\r\nBody: x\n")
        tar.add("keep3", "Name: a\n continued\nVersion: 1")
        tar.add("keep4", "\nBody\n")
        let layer = try reader(rules(.headerFields)).read(TrickleStream(tar.archive, atATime: 3))
        let texts = layer.captured.mapValues { String(decoding: $0, as: UTF8.self) }
        #expect(texts[0] == "Name: a\nVersion: 1\n\n")
        #expect(texts[1] == "Name: a\r\nVersion: 1\r\n\r\n")
        #expect(texts[2] == "Name: a\n continued\nVersion: 1")
        #expect(texts[3] == "\n")
    }

    @Test func cutsFieldsThatAreTooLong() throws {
        var limits = Limits()
        limits.metadataField = 20
        let long = "Long: " + String(repeating: "x", count: 50)
        var tar = TarBuilder()
        tar.add("keep", "A: 1\n\(long)\nB: 2\n \(long)\n \(long)\nC: 3\n\nD: 4\n")
        tar.add("keep-fine", "A: 4567890123456789\n")
        let layer = try reader(limits, rules(.controlFile)).read(TrickleStream(tar.archive, atATime: 5))
        let lines = String(decoding: try #require(layer.captured[0]), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.contains("A: 1") && lines.contains("B: 2") && lines.contains("C: 3") && lines.contains("D: 4"))
        #expect(lines.allSatisfy { $0.count <= 20 })
        #expect(layer.diagnostics.map(\.code) == [.fieldCut])
        #expect(layer.diagnostics.first?.path == "/keep")
        #expect(layer.captured[1]?.count == 20)
    }

    @Test func givesTheSameFieldsHoweverBytesArrive() throws {
        var generator = SeededGenerator(seed: 23)
        let alphabet = Array("ab: \n\n\t\r".utf8)
        for _ in 0..<300 {
            let text = (0..<200).map { _ in alphabet[Int(generator.next() % 8)] }
            for stops in [true, false] {
                var whole = FieldFilter(fieldLimit: 12, stopsAtEmptyLine: stops)
                unsafe text.withUnsafeBytes { unsafe whole.append($0) }
                var split = FieldFilter(fieldLimit: 12, stopsAtEmptyLine: stops)
                var position = 0
                while position < text.count {
                    let end = min(text.count, position + Int(generator.next() % 9) + 1)
                    unsafe text[position..<end].withUnsafeBytes { unsafe split.append($0) }
                    position = end
                }
                #expect(split.bytes == whole.bytes)
                #expect(split.hasCut == whole.hasCut)
            }
        }
    }

    @Test func passesOverSparseFilesAloud() throws {
        var tar = TarBuilder()
        tar.addSparse("1.0", "keep", regions: [(0, 10)], realSize: 1000)
        let layer = try reader(rules(.whole)).read(MemoryStream(tar.archive))
        #expect(layer.captured.isEmpty)
        #expect(layer.diagnostics.map(\.code) == [.notCaptured])
    }

    // MARK: Limits

    @Test func boundsEntries() throws {
        var limits = Limits()
        limits.entries = 3
        for (count, isFine) in [(3, true), (4, false)] {
            var tar = TarBuilder()
            for number in 0..<count { tar.add("f\(number)") }
            let result = Result { try reader(limits).read(MemoryStream(tar.archive)) }
            if isFine {
                #expect(try result.get().changeset.count == 3)
            } else {
                #expect(try #require(throws: ImageError.self) { try result.get() }.code == .limitExceeded)
            }
        }
    }

    @Test(arguments: [CompressionFormat.none, .gzip])
    func boundsTheLayersSize(format: CompressionFormat) throws {
        var tar = TarBuilder()
        for number in 0..<4 { tar.add("f\(number)", contents: [UInt8](repeating: 0, count: 512)) }
        let blob = try Compressor.compress(tar.archive, as: format)
        var limits = Limits()
        limits.layerSize = Int64(tar.archive.count)
        #expect(try reader(limits).read(MemoryStream(blob)).diffSize == limits.layerSize)
        limits.layerSize -= 1
        let error = try #require(throws: ImageError.self) { try reader(limits).read(MemoryStream(blob)) }
        #expect(error.code == .limitExceeded)
    }

    @Test func boundsTheExpansion() throws {
        var limits = Limits()
        limits.expansionRatio = 100
        // A gibibyte may come of nothing; one byte more may not.
        let zeros = try Compressor.zstd([UInt8](repeating: 0, count: 1 << 24))
        func stream(_ extra: Int) throws -> BoundedStream {
            let frames =
                [UInt8](Array(repeating: zeros, count: 64).joined())
                + (try Compressor.zstd([UInt8](repeating: 0, count: extra)))
            return BoundedStream(
                try ZstdStream(MemoryStream(frames), limits: limits), limits: limits, bound: .archive)
        }
        #expect(try stream(0).skip(.max) == BoundedStream.freeSize)
        let error = try #require(throws: ImageError.self) { _ = try stream(1).skip(.max) }
        #expect(error.code == .limitExceeded)
        #expect(error.reason.contains("100 times"))
    }

    @Test func boundsWhatIsKept() throws {
        var limits = Limits()
        limits.capturedFile = 100
        limits.capturedTotal = 150
        func read(_ sizes: [Int], _ mode: CaptureMode) throws -> Layer {
            var tar = TarBuilder()
            for (number, size) in sizes.enumerated() {
                tar.add("keep\(number)", contents: [UInt8](repeating: 0x61, count: size))
            }
            return try reader(limits, rules(mode)).read(MemoryStream(tar.archive))
        }
        #expect(try read([100, 50], .whole).captured.count == 2)
        let large = try read([101], .whole)
        #expect(large.captured.isEmpty)
        #expect(large.diagnostics.map(\.code) == [.notCaptured])
        #expect(throws: ImageError.self) { try read([100, 51], .whole) }
        #expect(throws: ImageError.self) { try read([101], .controlFile) }
        #expect(try read([100], .controlFile).captured.count == 1)
    }
}
