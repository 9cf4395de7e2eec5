import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Everything that can be seen of a tar.
struct TarWalk: Equatable, Sendable {
    var entries: [TarEntry] = []
    var contents: [[UInt8]] = []
    var diagnostics: [Diagnostic] = []
    var size: Int64 = 0

    var codes: [Diagnostic.Code] { diagnostics.map(\.code) }

    init(_ stream: any ByteStream, limits: Limits = Limits(), readsContents: Bool = true) throws {
        let reader = TarReader(stream, limits: limits)
        while let entry = try reader.next() {
            entries.append(entry)
            var bytes: [UInt8] = []
            if readsContents { try unsafe reader.readPayload { unsafe bytes.append(contentsOf: $0) } }
            contents.append(bytes)
        }
        diagnostics = reader.diagnostics
        size = reader.position
    }

    init(_ tar: [UInt8], limits: Limits = Limits()) throws { try self.init(MemoryStream(tar), limits: limits) }
}

@Suite struct TarReaderTests {
    private func walk(limits: Limits = Limits(), _ build: (inout TarBuilder) throws -> Void) throws -> TarWalk {
        var tar = TarBuilder()
        try build(&tar)
        return try TarWalk(tar.archive, limits: limits)
    }

    private func error(limits: Limits = Limits(), _ build: (inout TarBuilder) throws -> Void) throws -> ImageError {
        try #require(throws: ImageError.self) { try walk(limits: limits, build) }
    }

    /// The largest size there is does not overflow with the padding behind it, even without a limit.
    @Test(arguments: ["0", "V", "x", "L"] as [Character], ["a", ""])
    func refusesTheLargestSize(_ type: Character, _ name: String) throws {
        var limits = Limits()
        limits.layerSize = .max
        limits.extendedHeader = .max
        let error = try error(limits: limits) {
            $0.add(name, type: type) { TarBuilder.put(TarBuilder.base256(.max, count: 12), at: 124, in: &$0) }
        }
        #expect([.truncated, .limitExceeded, .malformedTar].contains(error.code), "\(error)")
    }

    @Test(
        arguments: [
            ("0", .file), ("\0", .file), ("7", .file), ("1", .hardLink), ("2", .symbolicLink), ("3", .characterDevice),
            ("4", .blockDevice), ("5", .directory), ("6", .fifo),
        ] as [(Character, TarEntry.Kind)], TarBuilder.Dialect.allCases)
    func readsEveryKind(type: (Character, TarEntry.Kind), dialect: TarBuilder.Dialect) throws {
        let walk = try walk { $0.add("a/b", type: type.0, link: "target", mode: 0o4755, dialect: dialect) }
        let entry = try #require(walk.entries.first)
        #expect(entry.path == "a/b")
        #expect(entry.kind == type.1)
        #expect(entry.mode == 0o4755)
        #expect(entry.userID == 7)
        #expect(entry.groupID == 8)
        #expect(entry.modified == 1_700_000_000)
        #expect(entry.offset == 0)
        let isLink = type.1 == .hardLink || type.1 == .symbolicLink
        #expect(entry.linkTarget == (isLink ? Array("target".utf8) : []))
        #expect(walk.diagnostics.isEmpty)
        #expect(walk.size == 512 + 1024)
    }

    @Test(arguments: [0, 1, 511, 512, 513, 65_535, 65_536, 65_537, 300_000])
    func readsContentsOfAnySize(size: Int) throws {
        var generator = SeededGenerator(seed: UInt64(size))
        let contents = generator.bytes(size)
        var tar = TarBuilder()
        tar.add("first", contents: contents)
        tar.add("second", "text")
        let walk = try TarWalk(tar.archive)
        #expect(walk.contents == [contents, Array("text".utf8)])
        #expect(walk.entries.map(\.size) == [Int64(size), 4])
        #expect(walk.entries[1].offset == Int64(512 + (size + 511) / 512 * 512))
        let skipped = try TarWalk(MemoryStream(tar.archive), readsContents: false)
        #expect(skipped.entries == walk.entries)
        #expect(skipped.size == walk.size)
    }

    @Test func seesTheSameHoweverBytesArrive() throws {
        let tar = TarBuilder.everything.archive
        let whole = try TarWalk(tar)
        #expect(whole.entries.count == 20)
        for size in [1, 2, 3, 7, 100, 511, 512, 513, 4096] {
            #expect(try TarWalk(TrickleStream(tar, atATime: size)) == whole, "\(size) bytes at a time")
        }
        for seed in 0..<20 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let stream = TrickleStream(tar) { Int(generator.next() % 3000) + 1 }
            #expect(try TarWalk(stream) == whole, "seed \(seed)")
        }
    }

    @Test func noticesTruncation() throws {
        let tar = TarBuilder.everything
        let whole = try TarWalk(tar.archive)
        for length in stride(from: 1, to: tar.bytes.count, by: 61) {
            let result = Result { try TarWalk(Array(tar.bytes[..<length])) }
            guard let part = try? result.get() else {
                #expect(throws: ImageError.self) { try result.get() }
                continue
            }
            // Only where an entry and its contents are whole can the loss of what follows not be told.
            #expect(whole.contents.starts(with: part.contents), "after \(length) bytes")
            let next =
                part.entries.count == whole.entries.count
                ? tar.bytes.count : Int(whole.entries[part.entries.count].offset)
            #expect((next - 512...next).contains(length), "after \(length) bytes")
        }
    }

    @Test func survivesAnyChangedByteOfAHeader() throws {
        let tar = TarBuilder.everything.archive
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            var changed = tar
            for _ in 0...generator.next() % 3 {
                let block = Int(generator.next() % UInt64(tar.count / 512)) * 512
                changed[block + Int(generator.next() % 512)] = UInt8(truncatingIfNeeded: generator.next())
                if changed[block + 257] == UInt8(ascii: "u") {
                    var header = Array(changed[block..<block + 512])
                    TarBuilder.seal(&header)
                    changed.replaceSubrange(block..<block + 512, with: header)
                }
            }
            do { _ = try TarWalk(changed) } catch is ImageError {}
        }
    }

    // MARK: Names

    @Test func joinsThePrefixOfPOSIXHeadersOnly() throws {
        for (dialect, expected) in [
            (TarBuilder.Dialect.posix, "pre/fix/name"), (.gnu, "name"), (.seventhEdition, "name"),
        ] {
            let walk = try walk {
                $0.add("name", dialect: dialect) { TarBuilder.put(Array("pre/fix".utf8), at: 345, in: &$0) }
            }
            #expect(walk.entries.first?.path.string == expected)
        }
    }

    @Test func readsNamesThatFillTheirFields() throws {
        let name = String(repeating: "n", count: 100)
        let walk = try walk {
            $0.add(name, type: "2", link: name) {
                TarBuilder.put([UInt8](repeating: 0x70, count: 155), at: 345, in: &$0)
            }
        }
        let entry = try #require(walk.entries.first)
        #expect(entry.path.string == String(repeating: "p", count: 155) + "/" + name)
        #expect(entry.linkTarget == Array(name.utf8))
    }

    @Test func takesNamesAsBytes() throws {
        let name: [UInt8] = [0x61, 0xFF, 0xFE, 0x2F, 0xC3, 0x28]
        let walk = try walk {
            $0.add(name)
            $0.addPax([(Array("path".utf8), name), (Array("hdrcharset".utf8), Array("BINARY".utf8))])
            $0.add("x")
            $0.addLong(name)
            $0.add("x", dialect: .gnu)
        }
        #expect(walk.entries.map(\.path.bytes) == [name, name, name])
    }

    @Test(arguments: [
        ("./a/b", "a/b"), ("/a/b", "a/b"), ("a//b/", "a/b"), ("./", ""), ("a/./b", "a/b"), ("./.wh.x", ".wh.x"),
    ])
    func normalizesNames(name: String, expected: String) throws {
        let walk = try walk { $0.add(name, type: "5") }
        #expect(walk.entries.first?.path.string == expected)
        #expect(walk.diagnostics.isEmpty)
    }

    @Test func remarksOnParentsInsideTheRootAndRefusesToLeaveIt() throws {
        let inside = try walk { $0.add("a/../b") }
        #expect(inside.entries.first?.path == "b")
        #expect(inside.codes == [.parentInPath])
        for name in ["..", "../a", "a/../../b", "/.."] {
            #expect(try error { $0.add(name) }.code == .malformedTar)
        }
    }

    @Test func refusesARootThatIsNoDirectory() throws {
        for type in ["0", "1", "2", "3", "6"] as [Character] {
            #expect(try error { $0.add("./x/..", type: type, link: "y") }.code == .malformedTar)
        }
    }

    @Test func leavesOutEntriesWithoutName() throws {
        let walk = try walk {
            $0.add("", contents: [1, 2, 3])
            $0.add("b", "b")
        }
        #expect(walk.entries.map(\.path) == ["b"])
        #expect(walk.codes == [.emptyName])
    }

    @Test(arguments: ["\0", "0", "7"] as [Character])
    func takesATrailingSlashForADirectory(type: Character) throws {
        #expect(try walk { $0.add("a/", type: type, dialect: .seventhEdition) }.entries.map(\.kind) == [.directory])
        // Go and GNU tar pass over contents here, libarchive and Python do not.
        let error = try error { $0.add("a/", type: type, contents: [1], dialect: .seventhEdition) }
        #expect(error.code == .malformedTar)
    }

    // MARK: Numbers

    @Test(arguments: [0, 1, 255, 256, 0o77777777777, 1 << 33, 1 << 40, .max] as [Int64])
    func readsBase256Sizes(size: Int64) throws {
        var limits = Limits()
        limits.layerSize = .max
        let number = TarBuilder.base256(size, count: 12)
        if size < 1000 {
            let walk = try walk {
                $0.add("a", contents: [UInt8](repeating: 1, count: Int(size))) {
                    TarBuilder.put(number, at: 124, in: &$0)
                }
            }
            #expect(walk.entries.first?.size == size)
        } else {
            let error = try error(limits: limits) { $0.add("a") { TarBuilder.put(number, at: 124, in: &$0) } }
            #expect(error.code == (size == .max ? .limitExceeded : .truncated))
        }
    }

    @Test func readsBase256Identifiers() throws {
        let walk = try walk {
            $0.add("a") {
                TarBuilder.put(TarBuilder.base256(3_000_000_000, count: 8), at: 108, in: &$0)
                TarBuilder.put(TarBuilder.base256(Int64(UInt32.max), count: 8), at: 116, in: &$0)
                TarBuilder.put(TarBuilder.base256(-5, count: 12), at: 136, in: &$0)
            }
        }
        #expect(walk.entries.first?.userID == 3_000_000_000)
        #expect(walk.entries.first?.groupID == .max)
        #expect(walk.entries.first?.modified == -5)
    }

    /// An odd owner costs its number, not the layer.
    @Test func readsOwnersThatNoSystemHas() throws {
        let walk = try walk {
            $0.add("a") {
                TarBuilder.put(TarBuilder.base256(-2, count: 8), at: 108, in: &$0)
                TarBuilder.put(TarBuilder.base256(1 << 32, count: 8), at: 116, in: &$0)
            }
        }
        #expect(walk.entries.first?.userID == 4_294_967_294)
        #expect(walk.entries.first?.groupID == .max)
        #expect(walk.codes == [.ownerRange, .ownerRange])
    }

    static let wrongNumbers: [(offset: Int, field: [UInt8])] = [
        (124, TarBuilder.base256(-1, count: 12)), (124, [0x80, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0]),
        (124, Array("0000000008 \0".utf8)), (124, Array("-0000000001\0".utf8)), (124, Array("0x000000010\0".utf8)),
        (124, Array("000 0000001\0".utf8)), (124, Array("0000001\u{0}0000".utf8)), (100, Array("rw-r--r-".utf8)),
    ]

    @Test(arguments: wrongNumbers)
    func refusesNumbers(offset: Int, field: [UInt8]) throws {
        let error = try error { $0.add("a") { TarBuilder.put(field, at: offset, in: &$0) } }
        #expect(error.code == .malformedTar)
    }

    @Test(arguments: [
        "          3 ", "3           ", "00000000003\0", "00000000003 ", "000000000003", "\0\0\0\0\0\0\0\0\0\0\0\0",
    ])
    func readsOctalHoweverItIsPadded(field: String) throws {
        let size = field.contains("3") ? 3 : 0
        let walk = try walk {
            $0.add("a", contents: [UInt8](repeating: 1, count: size)) {
                TarBuilder.put(Array(field.utf8), at: 124, in: &$0)
            }
        }
        #expect(walk.entries.first?.size == Int64(size))
    }

    // MARK: Checksums and the end

    @Test func acceptsChecksumsOfSignedBytes() throws {
        var tar = TarBuilder()
        tar.add([0xFF, 0xFE, 0x61], editBehindChecksum: { TarBuilder.seal(&$0, signed: true) })
        #expect(try TarWalk(tar.archive).entries.count == 1)
    }

    @Test func refusesWrongChecksums() throws {
        let first = try error { $0.add("a", editBehindChecksum: { $0[0] = 0x62 }) }
        #expect(first.code == .malformedTar)
        #expect(first.offset == 0)
        #expect(first.reason.contains("not a tar archive"))
        let later = try error {
            $0.add("a", "text")
            $0.add("b", editBehindChecksum: { $0[148] = 0x37 })
        }
        #expect(later.offset == 1024)
        let garbage = try #require(throws: ImageError.self) { try TarWalk(Array(repeating: 0x41, count: 5000)) }
        #expect(garbage.code == .malformedTar)
    }

    @Test func readsTarsThatEndWithoutZeroBlocks() throws {
        var tar = TarBuilder()
        tar.add("a", "text")
        for zeros in [0, 1, 511, 512, 513, 1023, 1024, 10_240] {
            let walk = try TarWalk(tar.bytes + [UInt8](repeating: 0, count: zeros))
            #expect(walk.entries.count == 1)
            #expect(walk.diagnostics.isEmpty)
            #expect(walk.size == Int64(tar.bytes.count + zeros))
        }
        // The padding of the last contents may be missing too, the contents may not.
        #expect(try TarWalk(Array(tar.bytes.prefix(516))).entries.count == 1)
        #expect(throws: ImageError.self) { try TarWalk(Array(tar.bytes.prefix(515))) }
        #expect(try TarWalk([]).entries.isEmpty)
        #expect(try TarWalk([UInt8](repeating: 0, count: 1024)).entries.isEmpty)
    }

    @Test func refusesALoneZeroBlock() throws {
        let error = try error {
            $0.add("a", "text")
            $0.appendRaw([UInt8](repeating: 0, count: 512))
            $0.add("b", "text")
        }
        #expect(error.code == .malformedTar)
        #expect(error.reason.contains("lone zero block"))
    }

    @Test func remarksOnTrailingData() throws {
        var tar = TarBuilder()
        tar.add("a", "text")
        var second = TarBuilder()
        second.add("b", "text")
        let walk = try TarWalk(tar.archive + [0, 0, 0] + second.archive)
        #expect(walk.entries.map(\.path) == ["a"])
        #expect(walk.codes == [.trailingData])
        #expect(walk.diagnostics.first?.message.contains("offset 2051") == true)
        #expect(walk.size == Int64(tar.archive.count + 3 + second.archive.count))
    }

    @Test func namesThePlaceOfTruncatedContents() throws {
        var tar = TarBuilder()
        tar.add("a", "text")
        tar.add("dir/file", size: 5000)
        tar.appendRaw([1, 2, 3])
        let error = try #require(throws: ImageError.self) { try TarWalk(tar.bytes) }
        #expect(error.code == .truncated)
        #expect(error.path == "dir/file")
        #expect(error.offset == Int64(1539))
    }

    // MARK: Kinds with remarks

    @Test func takesUnknownTypesForFiles() throws {
        let walk = try walk { $0.add("a", type: "Z", contents: [1, 2]) }
        #expect(walk.entries.first?.kind == .file)
        #expect(walk.contents == [[1, 2]])
        #expect(walk.codes == [.unknownType])
    }

    @Test func passesOverVolumeLabels() throws {
        let walk = try walk {
            $0.add("label", type: "V", dialect: .gnu)
            $0.add("a", "text")
        }
        #expect(walk.entries.map(\.path) == ["a"])
    }

    @Test func readsGNUDumpDirectories() throws {
        let walk = try walk {
            $0.add("dir/", type: "D", contents: Array("Yfile\0\0".utf8), dialect: .gnu)
            $0.add("dir/file", "text")
        }
        #expect(walk.entries.map(\.kind) == [.directory, .file])
    }

    @Test func readsHardLinksWithAndWithoutContents() throws {
        let walk = try walk {
            $0.add("a", "text")
            $0.add("b", type: "1", link: "a", size: 4)
            $0.add("c", type: "1", contents: Array("text".utf8), link: "a")
            $0.add("d", "more")
        }
        #expect(walk.entries.map(\.path) == ["a", "b", "c", "d"])
        #expect(walk.entries.map(\.size) == [4, 0, 0, 4])
        #expect(walk.codes == [.hardLinkSize, .hardLinkSize])
    }

    @Test(arguments: ["2", "3", "4", "5", "6"] as [Character])
    func ignoresSizesOfWhatHasNoContents(type: Character) throws {
        let walk = try walk {
            $0.add("a", type: type, link: "x", size: 512)
            $0.add("b", "text")
        }
        #expect(walk.entries.map(\.path) == ["a", "b"])
        #expect(walk.entries.first?.size == 0)
    }
}
