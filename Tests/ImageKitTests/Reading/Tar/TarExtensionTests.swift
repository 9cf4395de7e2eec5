import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// pax headers, GNU's long names and sparse files.
@Suite struct TarExtensionTests {
    private func walk(limits: Limits = Limits(), _ build: (inout TarBuilder) throws -> Void) throws -> TarWalk {
        var tar = TarBuilder()
        try build(&tar)
        return try TarWalk(tar.archive, limits: limits)
    }

    private func error(limits: Limits = Limits(), _ build: (inout TarBuilder) throws -> Void) throws -> ImageError {
        try #require(throws: ImageError.self) { try walk(limits: limits, build) }
    }

    // MARK: pax

    @Test func appliesPaxRecords() throws {
        let walk = try walk {
            $0.addPax([
                "path": "long/name", "linkpath": "long/target", "uid": "70000", "gid": "4294967295",
                "mtime": "-12.75", "SCHILY.xattr.user.x": "value", "comment": "x",
            ])
            $0.add("short", type: "2", link: "s")
            $0.add("next")
        }
        let entry = try #require(walk.entries.first)
        #expect(entry.path == "long/name")
        #expect(entry.linkTarget == Array("long/target".utf8))
        #expect(entry.userID == 70_000)
        #expect(entry.groupID == .max)
        #expect(entry.modified == -12)
        #expect(walk.entries[1].path == "next")
        #expect(walk.entries[1].userID == 7)
        #expect(walk.entries[1].offset == 1536)
        #expect(walk.diagnostics.isEmpty)
    }

    /// The owner is lost, not the image.
    @Test(arguments: ["99999999999999999999999", "18446744073709551615", "-18446744073709551615", "-1"])
    func anOwnerBeyondAllNumbersCostsItself(_ owner: String) throws {
        let walk = try walk {
            $0.addPax(["uid": owner])
            $0.add("a")
        }
        #expect(walk.entries.map(\.path.string) == ["a"] && walk.diagnostics.count == 1)
    }

    @Test func takesTheSizeOfPax() throws {
        let walk = try walk {
            $0.addPax(["size": "600"])
            $0.add("a", contents: [UInt8](repeating: 1, count: 600), size: 0)
            $0.add("b")
        }
        #expect(walk.entries.map(\.size) == [600, 0])
        #expect(walk.entries.map(\.path) == ["a", "b"])
    }

    @Test func takesTheLastOfEqualRecordsAndEmptyOnesForNone() throws {
        let walk = try walk {
            $0.addPax(["path": "first", "path": "second", "uid": "9", "uid": ""])
            $0.add("a")
        }
        #expect(walk.entries.first?.path == "second")
        #expect(walk.entries.first?.userID == 7)
    }

    @Test(arguments: [
        "x", "0 a=b\n", "5 a=b\n", "7 a=b\n", "6 a=b\n\n", "-6 a=b\n", "+6 a=b\n", " 6 a=b\n", "6a=b\n", "6 a=bX",
        "99999999999999999999 a=b\n", "5 a=\n6 =bc\n", "6 =bc\n", "4 a\n", "6 a=b\ntail", "10 path=a\0\n",
        "10 size=-1\n", "11 size=1.5\n", "11 size=abc\n", "29 size=9223372036854775808\n",
        "11 mtime=x\n",
    ])
    func refusesPaxRecords(text: String) throws {
        let error = try error {
            $0.add("h", type: "x", contents: Array(text.utf8))
            $0.add("a")
        }
        #expect(error.code == .malformedTar)
    }

    @Test func appliesNoGlobalHeader() throws {
        let walk = try walk {
            $0.addPax(["comment": "a commit"], type: "g")
            $0.addPax(["path": "x", "uid": "5"], type: "g")
            $0.add("a")
        }
        #expect(walk.entries.first?.path == "a")
        #expect(walk.entries.first?.userID == 7)
        #expect(walk.codes == [.globalHeader])
        #expect(walk.diagnostics.first?.message.contains("path, uid") == true)
    }

    @Test func remarksOnRepeatedHeaders() throws {
        let walk = try walk {
            $0.addPax(["path": "a"])
            $0.addPax(["path": "b"])
            $0.add("x")
            $0.addLong(Array("c".utf8))
            $0.addLong(Array("d".utf8))
            $0.add("x", dialect: .gnu)
            $0.addPax(["path": "e"])
            $0.addPax(["comment": "x"], type: "g")
            $0.add("x")
        }
        #expect(walk.entries.map(\.path) == ["b", "d", "e"])
        #expect(walk.codes == [.repeatedHeader, .repeatedHeader, .repeatedHeader])
    }

    @Test func refusesHeadersThatStandBeforeNothing() throws {
        var tar = TarBuilder()
        tar.addPax(["path": "a"])
        #expect(throws: ImageError.self) { try TarWalk(tar.bytes) }
        #expect(throws: ImageError.self) { try TarWalk(tar.archive) }
        tar = TarBuilder()
        tar.addLong(Array("a".utf8))
        #expect(throws: ImageError.self) { try TarWalk(tar.archive) }
        tar = TarBuilder()
        tar.addPax(["path": "a"], type: "g")
        #expect(try TarWalk(tar.archive).entries.isEmpty)
    }

    @Test func boundsTheNumberOfHeaders() throws {
        func build(_ count: Int) -> (inout TarBuilder) -> Void {
            { tar in
                for _ in 0..<count { tar.addPax(["comment": "x"], type: "g") }
                tar.add("a")
            }
        }
        #expect(try walk(build(64)).entries.count == 1)
        #expect(try error(build(65)).code == .limitExceeded)
    }

    // MARK: GNU

    @Test func readsLongNamesAndLinks() throws {
        let name = [UInt8](repeating: 0x6E, count: 700)
        let target = [UInt8](repeating: 0x74, count: 300)
        for order in [["L", "K"], ["K", "L"]] as [[Character]] {
            let walk = try walk { tar in
                for type in order { tar.addLong(type == "L" ? name : target, type: type) }
                tar.add("x", type: "2", link: "y", dialect: .gnu)
                tar.add("z", dialect: .gnu)
            }
            #expect(walk.entries.map(\.path.bytes) == [name, [0x7A]])
            #expect(walk.entries.first?.linkTarget == target)
            #expect(walk.entries.first?.offset == 0)
        }
    }

    @Test func prefersPaxToGNU() throws {
        let walk = try walk {
            $0.addLong(Array("gnu".utf8))
            $0.addPax(["path": "pax"])
            $0.add("x")
        }
        #expect(walk.entries.first?.path == "pax")
    }

    @Test func refusesAPaxSizeBeforeALongName() throws {
        let error = try error {
            $0.addPax(["size": "1"])
            $0.addLong(Array("name".utf8))
            $0.add("x", contents: [1])
        }
        #expect(error.code == .malformedTar)
    }

    // MARK: Sparse files

    @Test(arguments: ["old", "0.0", "0.1", "1.0"])
    func readsSparseFiles(version: String) throws {
        let walk = try walk {
            $0.addSparse(version, "file", regions: [(0, 512), (4096, 100), (10_000, 0)], realSize: 10_000)
            $0.add("next", "text")
        }
        #expect(walk.entries.map(\.path) == ["file", "next"])
        let entry = try #require(walk.entries.first)
        #expect(entry.size == 10_000)
        #expect(entry.isSparse)
        #expect(entry.storedSize == (version == "1.0" ? 1124 : 612))
        #expect(entry.kind == .file)
        #expect(walk.contents[1] == Array("text".utf8))
        #expect(walk.contents[0] == [UInt8](repeating: 0x73, count: 612))
    }

    @Test func readsSparseMapsWithManyRegions() throws {
        let regions = (0..<100).map { (offset: Int64($0) * 1000, length: Int64(10)) }
        for version in ["old", "0.0", "0.1", "1.0"] {
            let walk = try walk {
                $0.addSparse(version, "file", regions: regions, realSize: 100_000)
                $0.add("next")
            }
            #expect(walk.entries.map(\.size) == [100_000, 0], "\(version)")
        }
    }

    @Test(
        arguments: ["old", "0.0", "0.1", "1.0"],
        [
            [(0, 512), (100, 512)], [(512, 512), (0, 512)], [(9999, 2)], [(0, .max)], [(.max, 1)],
            [(0, 512), (512, 5000)],
        ] as [[(offset: Int64, length: Int64)]])
    func refusesSparseMaps(version: String, regions: [(offset: Int64, length: Int64)]) throws {
        let error = try error {
            $0.addSparse(version, "file", regions: regions, realSize: 10_000, stored: 1024)
            $0.add("next")
        }
        #expect(error.code == .malformedTar)
    }

    @Test(arguments: ["", "2", "x\n", "1\n0\n", "2\n0\n5\n", "-1\n", "1\n-5\n5\n", "99999999999999999999\n"])
    func refusesDamagedMapsOfVersion1(map: String) throws {
        let error = try error {
            $0.addPax([
                "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "file",
                "GNU.sparse.realsize": "100",
            ])
            $0.add("x", contents: Array(map.utf8) + [UInt8](repeating: 0, count: 512 - map.utf8.count))
        }
        #expect([.malformedTar, .limitExceeded].contains(error.code))
    }

    @Test(arguments: ["1", "1,2,3", "a,b", "1,-2", ","])
    func refusesDamagedMapsOfVersion01(map: String) throws {
        let error = try error {
            $0.addPax(["GNU.sparse.size": "100", "GNU.sparse.map": map])
            $0.add("x")
        }
        #expect(error.code == .malformedTar)
    }

    // MARK: Limits

    @Test func boundsPaths() throws {
        var limits = Limits()
        limits.path = 300
        for (length, isFine) in [(300, true), (301, false)] {
            let name = String(repeating: "n", count: length)
            for isLink in [false, true] {
                let builds: [(inout TarBuilder) -> Void] = [
                    { $0.addPax([isLink ? "linkpath" : "path": name]) },
                    { $0.addLong(Array(name.utf8), type: isLink ? "K" : "L") },
                ]
                for build in builds {
                    let result = Result {
                        try walk(limits: limits) {
                            build(&$0)
                            $0.add("x", type: "2", link: "y")
                        }
                    }
                    if isFine {
                        #expect(try result.get().entries.count == 1)
                    } else {
                        #expect(try #require(throws: ImageError.self) { try result.get() }.code == .limitExceeded)
                    }
                }
            }
        }
    }

    @Test func boundsPathDepth() throws {
        var limits = Limits()
        limits.pathDepth = 20
        for (depth, isFine) in [(20, true), (21, false)] {
            let name = Array(repeating: "d", count: depth).joined(separator: "/")
            let result = Result { try walk(limits: limits) { $0.add(name) } }
            #expect(((try? result.get()) != nil) == isFine)
        }
    }

    @Test func boundsExtendedHeaders() throws {
        var limits = Limits()
        limits.extendedHeader = 100
        for (length, isFine) in [(100, true), (101, false)] {
            let overhead = "100 comment=\n".utf8.count
            let result = Result {
                try walk(limits: limits) {
                    $0.addPax(["comment": String(repeating: "c", count: length - overhead)])
                    $0.add("x")
                }
            }
            #expect(((try? result.get()) != nil) == isFine)
        }
    }

    @Test(arguments: ["old", "0.0", "0.1", "1.0"])
    func boundsSparseRegions(version: String) throws {
        var limits = Limits()
        limits.sparseRegions = 30
        for (count, isFine) in [(30, true), (31, false)] {
            let regions = (0..<count).map { (offset: Int64($0) * 1000, length: Int64(10)) }
            let result = Result {
                try walk(limits: limits) { $0.addSparse(version, "file", regions: regions, realSize: 100_000) }
            }
            if isFine {
                #expect(try result.get().entries.count == 1)
            } else {
                #expect(try #require(throws: ImageError.self) { try result.get() }.code == .limitExceeded)
            }
        }
    }

    @Test func boundsSizes() throws {
        var limits = Limits()
        limits.layerSize = 1024
        #expect(try walk(limits: limits) { $0.add("a", contents: [UInt8](repeating: 1, count: 512)) }.size == 2048)
        let error = try error(limits: limits) { $0.add("a", contents: [UInt8](repeating: 1, count: 513)) }
        #expect(error.code == .limitExceeded)
        let overflowing = try self.error(limits: limits) {
            $0.addPax(["size": String(Int64.max)])
            $0.add("a")
        }
        #expect(overflowing.code == .limitExceeded)
    }
}

extension TarBuilder {
    /// Adds a sparse file in one of GNU tar's four ways; each stored byte is an `s`.
    mutating func addSparse(
        _ version: String, _ name: String, regions: [(offset: Int64, length: Int64)], realSize: Int64,
        stored: Int? = nil
    ) {
        let count = stored ?? Int(regions.reduce(0) { $0 + $1.length })
        let contents = [UInt8](repeating: 0x73, count: count)
        let numbers = regions.flatMap { [$0.offset, $0.length] }
        switch version {
        case "old":
            func field(_ number: Int64) -> [UInt8] {
                number < 1 << 33 ? TarBuilder.octal(number, digits: 11) + [0] : TarBuilder.base256(number, count: 12)
            }
            func slots(_ part: ArraySlice<(offset: Int64, length: Int64)>) -> [UInt8] {
                part.flatMap { field($0.offset) + field($0.length) }
            }
            var rest = regions.dropFirst(4)
            var extensions: [UInt8] = []
            while !rest.isEmpty {
                var block = [UInt8](repeating: 0, count: 512)
                TarBuilder.put(slots(rest.prefix(21)), at: 0, in: &block)
                rest = rest.dropFirst(21)
                block[504] = rest.isEmpty ? 0 : 1
                extensions += block
            }
            add(name, type: "S", size: Int64(count), dialect: .gnu) {
                TarBuilder.put(slots(regions.prefix(4)), at: 386, in: &$0)
                $0[482] = regions.count > 4 ? 1 : 0
                TarBuilder.put(TarBuilder.octal(realSize, digits: 11), at: 483, in: &$0)
            }
            appendRaw(extensions)
            append(contents)
        case "0.0":
            var records = [
                (Array("GNU.sparse.size".utf8), Array("\(realSize)".utf8)),
                (Array("GNU.sparse.numblocks".utf8), Array("\(regions.count)".utf8)),
            ]
            for region in regions {
                records.append((Array("GNU.sparse.offset".utf8), Array("\(region.offset)".utf8)))
                records.append((Array("GNU.sparse.numbytes".utf8), Array("\(region.length)".utf8)))
            }
            addPax(records)
            add(name, contents: contents)
        case "0.1":
            addPax([
                "GNU.sparse.size": "\(realSize)", "GNU.sparse.numblocks": "\(regions.count)", "GNU.sparse.name": name,
                "GNU.sparse.map": numbers.map { "\($0)" }.joined(separator: ","),
            ])
            add("GNUSparseFile.0/" + name, contents: contents)
        default:
            var map = Array("\(regions.count)\n".utf8) + numbers.flatMap { Array("\($0)\n".utf8) }
            map += [UInt8](repeating: 0, count: (512 - map.count % 512) % 512)
            addPax([
                "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": name,
                "GNU.sparse.realsize": "\(realSize)",
            ])
            add("GNUSparseFile.0/" + name, contents: map + contents)
        }
    }

    /// A tar with one of everything that is read without a remark.
    static var everything: TarBuilder {
        var tar = TarBuilder()
        tar.add("./", type: "5", mode: 0o755)
        tar.add(directory: "dir")
        tar.add("dir/file", contents: [UInt8](repeating: 0x61, count: 70_000))
        tar.add("dir/empty")
        tar.add("dir/hard", type: "1", link: "dir/file")
        tar.add("dir/symbolic", type: "2", link: "../dir/file")
        tar.add("dev/character", type: "3")
        tar.add("dev/block", type: "4")
        tar.add("dev/pipe", type: "6")
        tar.add([0x62, 0xFF, 0xFE], contents: [1])
        tar.addPax(["path": String(repeating: "p/", count: 200) + "file", "uid": "100000", "mtime": "1.5"])
        tar.add("short", "text")
        tar.addLong([UInt8](repeating: 0x6C, count: 600))
        tar.addLong([UInt8](repeating: 0x74, count: 600), type: "K")
        tar.add("short", type: "2", link: "t", dialect: .gnu)
        tar.add("large-id") { put(base256(5_000_000, count: 8), at: 108, in: &$0) }
        for version in ["old", "0.0", "0.1", "1.0"] {
            let regions = (0..<30).map { (offset: Int64($0) * 2000, length: Int64(100)) }
            tar.addSparse(version, "sparse-\(version)", regions: regions, realSize: 60_000)
        }
        tar.add("seventh", contents: [1, 2, 3], dialect: .seventhEdition)
        tar.add("prefixed", contents: [1]) { put(Array("a/prefix".utf8), at: 345, in: &$0) }
        tar.add("last", contents: [UInt8](repeating: 0x7A, count: 513))
        return tar
    }
}
