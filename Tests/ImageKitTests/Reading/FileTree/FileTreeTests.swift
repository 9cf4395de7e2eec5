import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct FileTreeTests {
    func tree(_ builds: ((inout TestLayer) throws -> Void)...) throws -> FileTree {
        var tree = FileTree()
        for build in builds {
            var layer = TestLayer()
            try build(&layer)
            tree.apply(layer.layer)
        }
        return tree
    }

    func paths(_ tree: FileTree) -> [String] { tree.liveNodes.map { tree.path(of: $0).string }.sorted() }

    func text(_ tree: FileTree, _ path: BytePath) -> String? {
        tree.lookup(path).flatMap { tree.contents(of: $0) }.map { String(decoding: $0, as: UTF8.self) }
    }

    func codes(_ tree: FileTree) -> [Diagnostic.Code] { tree.diagnostics.map(\.code) }

    // MARK: Whiteouts

    @Test func deletesFilesAndDirectories() throws {
        let tree = try tree(
            {
                try $0.add(file: "d/a")
                try $0.add(file: "d/b")
                try $0.add(file: "e/f/g")
                try $0.add(file: "ef")
            },
            {
                try $0.add(file: "d/.wh.a")
                try $0.add(file: ".wh.e")
                try $0.add(file: ".wh.missing")
                try $0.add(file: "no/such/.wh.directory")
            })
        #expect(paths(tree) == ["d", "d/b", "ef"])
        #expect(tree.diagnostics.isEmpty)
        #expect(tree.fates[0].map(\.kind) == [.deleted, .live, .deleted, .live])
        #expect(tree.fates[1].allSatisfy { $0.kind == .ignored })
    }

    @Test(arguments: [true, false])
    func appliesWhiteoutsBeforeEntriesInAnyOrder(whiteoutIsFirst: Bool) throws {
        let tree = try tree(
            {
                try $0.add(file: "a", "old")
                try $0.add(file: "d/old")
                try $0.add(file: "o/old")
            },
            { layer in
                let whiteouts = [".wh.a", ".wh.d", "o/.wh..wh..opq"]
                if whiteoutIsFirst { for path in whiteouts { try layer.add(file: path) } }
                try layer.add(file: "a", "new")
                try layer.add(file: "d/new")
                try layer.add(file: "o/new")
                if !whiteoutIsFirst { for path in whiteouts { try layer.add(file: path) } }
            })
        #expect(paths(tree) == ["a", "d", "d/new", "o", "o/new"])
        #expect(text(tree, "a") == "new")
        #expect(try tree.layer(of: #require(tree.lookup("d"))) == 1)
        #expect(try tree.layer(of: #require(tree.lookup("o"))) == 0)
    }

    @Test func hidesOnlyLowerLayersWithOpaqueWhiteouts() throws {
        let tree = try tree(
            {
                try $0.add(file: "d/old/deep")
                try $0.add(file: "other/old")
            },
            { try $0.add(file: "d/middle") },
            {
                try $0.add(directory: "d")
                try $0.add(file: "d/new")
                try $0.add(file: "d/.wh..wh..opq")
            },
            { try $0.add(file: "d/newest") })
        #expect(paths(tree) == ["d", "d/new", "d/newest", "other", "other/old"])
        #expect(tree.diagnostics.isEmpty)
    }

    @Test func emptiesTheRootWithAnOpaqueWhiteout() throws {
        let tree = try tree(
            { try $0.add(file: "a/b") },
            {
                try $0.add(file: ".wh..wh..opq")
                try $0.add(file: "c")
            })
        #expect(paths(tree) == ["c"])
    }

    @Test func ignoresWhiteoutsOfNothing() throws {
        let tree = try tree(
            { try $0.add(file: "d/a") },
            {
                try $0.add(file: "d/.wh.")
                try $0.add(file: "d/.wh..")
                try $0.add(file: "d/.wh...")
            })
        #expect(paths(tree) == ["d", "d/a"])
        #expect(codes(tree) == [.whiteoutName, .whiteoutName, .whiteoutName])
    }

    @Test func remarksOnWhiteoutsThatAreNoFiles() throws {
        let tree = try tree({ try $0.add(file: "a") }, { try $0.add(directory: ".wh.a") })
        #expect(paths(tree).isEmpty)
        #expect(codes(tree) == [.whiteoutKind])
    }

    @Test func leavesOutTheFilesOfAUFS() throws {
        let tree = try tree {
            try $0.add(directory: ".wh..wh.plnk")
            try $0.add(file: ".wh..wh.plnk/1.2", "shared")
            try $0.add(hardLink: "a", to: ".wh..wh.plnk/1.2")
            try $0.add(hardLink: "b", to: ".wh..wh.plnk/1.2")
            try $0.add(file: ".wh..wh.aufs")
        }
        #expect(paths(tree) == ["a", "b"])
        #expect(text(tree, "a") == "shared")
        #expect(try tree.linkCount(of: #require(tree.lookup("b"))) == 2)
        #expect(codes(tree) == [.auxiliaryFiles])
        #expect(try tree.liveSize() == 6)
    }

    // MARK: One thing over another

    @Test(arguments: ["file", "directory", "link"], ["file", "directory", "link"])
    func putsOneThingOverAnother(lower: String, upper: String) throws {
        func add(_ kind: String, to layer: inout TestLayer) throws {
            switch kind {
            case "file": try layer.add(file: "x", kind)
            case "link": try layer.add(link: "x", to: "elsewhere")
            default: try layer.add(directory: "x")
            }
        }
        let tree = try tree(
            {
                try add(lower, to: &$0)
                if lower == "directory" { try $0.add(file: "x/child") }
                try $0.add(directory: "elsewhere")
            },
            { try add(upper, to: &$0) })
        let node = try #require(tree.lookup("x", followingLast: false))
        let kinds: [String: FileTree.Kind] = ["file": .file, "directory": .directory, "link": .symbolicLink]
        #expect(tree.kind(of: node) == kinds[upper])
        #expect(tree.layer(of: node) == 1)
        #expect((tree.lookup("x/child") != nil) == (lower == "directory" && upper == "directory"))
        #expect(tree.fates[0][0].kind == .overwritten)
        #expect(try tree.liveSize() == (upper == "file" ? 4 : 0))
        #expect(tree.diagnostics.isEmpty)
    }

    @Test func keepsTheNewestOfEqualPathsInOneLayer() throws {
        let tree = try tree {
            try $0.add(file: "a", "first")
            try $0.add(file: "a", "second")
        }
        #expect(text(tree, "a") == "second")
        #expect(try tree.liveSize() == 6)
        #expect(tree.fates[0].map(\.kind) == [.overwritten, .live])
    }

    @Test func takesMetadataOfTheUpperDirectory() throws {
        var lower = TarEntry(path: "d", kind: .directory)
        lower.mode = 0o700
        var upper = lower
        upper.mode = 0o1777
        upper.userID = 5
        upper.modified = 9
        let tree = try tree(
            {
                try $0.add(lower)
                try $0.add(file: "d/a")
            }, { try $0.add(upper) })
        let node = try #require(tree.lookup("d"))
        #expect(tree.mode(of: node) == 0o1777)
        #expect(tree.owner(of: node) == (5, 0))
        #expect(tree.modified(of: node) == 9)
        #expect(paths(tree) == ["d", "d/a"])
    }

    @Test func makesMissingParents() throws {
        let tree = try tree { try $0.add(file: "a/b/c") }
        let node = try #require(tree.lookup("a/b"))
        #expect(tree.mode(of: node) == 0o755)
        #expect(tree.entry(of: node) == nil)
        #expect(tree.diagnostics.isEmpty)
    }

    @Test func givesWayToADirectoryWhereAFileIsAParent() throws {
        let tree = try tree({ try $0.add(file: "a", "text") }, { try $0.add(file: "a/b") })
        #expect(paths(tree) == ["a", "a/b"])
        #expect(codes(tree) == [.notADirectory])
        #expect(try tree.liveSize() == 0)
    }

    // MARK: Hard links

    @Test func sharesContentsBetweenNames() throws {
        let tree = try tree {
            try $0.add(file: "a", "text")
            try $0.add(hardLink: "b", to: "a")
            try $0.add(hardLink: "d/c", to: "./b")
        }
        #expect(text(tree, "d/c") == "text")
        #expect(try tree.liveSize() == 4)
        #expect(try tree.linkCount(of: #require(tree.lookup("a"))) == 3)
        #expect(
            Set(
                paths(tree).compactMap { tree.lookup(BytePath(normalized: Array($0.utf8))) }.compactMap(tree.fileNumber)
            ).count == 1)
    }

    @Test func linksToLowerLayers() throws {
        let tree = try tree({ try $0.add(file: "a", "text") }, { try $0.add(hardLink: "b", to: "a") })
        #expect(text(tree, "b") == "text")
        #expect(try tree.linkCount(of: #require(tree.lookup("b"))) == 2)
        #expect(try tree.layer(of: #require(tree.lookup("b"))) == 1)
        #expect(try tree.liveSizes() == [4, 0])
    }

    @Test func keepsTheOtherNameWhenOneIsOverwrittenOrDeleted() throws {
        for (path, contents) in [("a", "newer"), (".wh.a", "")] {
            let tree = try tree(
                {
                    try $0.add(file: "a", "text")
                    try $0.add(hardLink: "b", to: "a")
                }, { try $0.add(file: path, contents) })
            #expect(text(tree, "b") == "text")
            #expect(try tree.linkCount(of: #require(tree.lookup("b"))) == 1)
            #expect(tree.fates[0].map(\.kind) == [.live, .live])
            #expect(try tree.liveSize() == 4 + Int64(contents.utf8.count))
        }
    }

    @Test func countsBytesAsGoneWithTheLastName() throws {
        let tree = try tree(
            {
                try $0.add(file: "a", "text")
                try $0.add(hardLink: "b", to: "a")
            }, { try $0.add(file: ".wh.a") }, { try $0.add(file: "b", "x") })
        #expect(tree.fates[0][0] == EntryFate(kind: .overwritten, layer: 2))
        #expect(try tree.liveSizes() == [0, 0, 1])
    }

    @Test func linksToTargetsThatComeLater() throws {
        let tree = try tree {
            try $0.add(hardLink: "c", to: "b")
            try $0.add(hardLink: "b", to: "a")
            try $0.add(file: "a", "text")
        }
        #expect(text(tree, "c") == "text")
        #expect(try tree.linkCount(of: #require(tree.lookup("a"))) == 3)
        #expect(Set(codes(tree)) == [.hardLinkOrder])
    }

    @Test(arguments: ["missing", "../outside", "", "d", "a/x"])
    func showsBrokenLinksAsEmptyFiles(target: String) throws {
        let tree = try tree {
            try $0.add(directory: "d")
            try $0.add(file: "a", "text")
            try $0.add(hardLink: "link", to: target)
        }
        let node = try #require(tree.lookup("link"))
        #expect(tree.kind(of: node) == .file)
        #expect(tree.size(of: node) == 0)
        #expect(codes(tree) == [.hardLinkMissing])
        #expect(try tree.liveSize() == 4)
    }

    @Test func linksANameToItself() throws {
        let tree = try tree(
            { try $0.add(file: "a", "text") },
            {
                try $0.add(hardLink: "a", to: "a")
                try $0.add(hardLink: "b", to: "b")
            })
        #expect(text(tree, "a") == "text")
        #expect(try tree.linkCount(of: #require(tree.lookup("a"))) == 1)
        #expect(codes(tree) == [.hardLinkMissing])
    }

    @Test func linksToSymbolicLinks() throws {
        let tree = try tree {
            try $0.add(link: "l", to: "x")
            try $0.add(hardLink: "m", to: "l")
        }
        let node = try #require(tree.lookup("m", followingLast: false))
        #expect(tree.linkTarget(of: node) == Array("x".utf8))
    }

    @Test func overwritesItsOwnTarget() throws {
        let tree = try tree {
            try $0.add(file: "d/a", "text")
            try $0.add(hardLink: "d", to: "d/a")
        }
        #expect(paths(tree) == ["d"])
        #expect(text(tree, "d") == "text")
        #expect(try tree.linkCount(of: #require(tree.lookup("d"))) == 1)
        #expect(try tree.liveSize() == 4)
    }

    // MARK: Symbolic links

    @Test(arguments: ["usr/bin", "/usr/bin", "./usr/../usr/bin", "../../usr/bin"])
    func followsLinksOfAMergedRoot(target: String) throws {
        let tree = try tree(
            {
                try $0.add(file: "usr/bin/sh", "shell")
                try $0.add(link: "bin", to: target)
            },
            {
                try $0.add(file: "bin/ls", "list")
                try $0.add(file: "bin/.wh.sh")
            })
        #expect(paths(tree) == ["bin", "usr", "usr/bin", "usr/bin/ls"])
        #expect(text(tree, "bin/ls") == "list")
        #expect(codes(tree) == [.throughLink])
        #expect(tree.diagnostics.first?.path == "/bin")
        #expect(tree.diagnostics.first?.layer == 1)
    }

    @Test func replacesALinkThatLeadsNowhere() throws {
        let tree = try tree({ try $0.add(link: "l", to: "nowhere") }, { try $0.add(file: "l/a") })
        #expect(paths(tree) == ["l", "l/a"])
        #expect(codes(tree) == [.throughLink, .notADirectory])
    }

    @Test func boundsLinks() throws {
        func chain(_ count: Int) throws -> FileTree {
            try tree {
                try $0.add(file: "end", "text")
                for number in 0..<count {
                    try $0.add(link: "l\(number)", to: number == 0 ? "end" : "l\(number - 1)")
                }
            }
        }
        #expect(text(try chain(255), "l254") == "text")
        #expect(text(try chain(256), "l255") == nil)
        let circles = try tree(
            {
                try $0.add(link: "a", to: "b")
                try $0.add(link: "b", to: "a")
                try $0.add(link: "self", to: "self/self")
            }, { try $0.add(file: "a/x") })
        #expect(circles.lookup("self") == nil)
        #expect(circles.lookup("a/x") != nil)
    }

    @Test func boundsLinksThatGrow() throws {
        // Each step doubles what is left to walk.
        let tree = try tree { layer in
            for number in 0..<60 {
                let next = "l\(number + 1)"
                try layer.add(link: "l\(number)", to: number == 59 ? "." : "\(next)/\(next)")
            }
        }
        #expect(tree.lookup("l0") == nil)
    }

    @Test func staysInsideTheRoot() throws {
        let tree = try tree {
            try $0.add(file: "etc/passwd", "inside")
            try $0.add(link: "a/l", to: "../../../../../etc/passwd")
            try $0.add(link: "a/m", to: "/etc/passwd")
            try $0.add(link: "a/trailing", to: "/etc/passwd/.")
            try $0.add(link: "a/up", to: "/etc/passwd/..")
        }
        #expect(text(tree, "a/l") == "inside")
        #expect(text(tree, "a/m") == "inside")
        #expect(tree.lookup("a/l/x") == nil)
    }

    // MARK: Shapes

    @Test func takesNamesAsBytes() throws {
        let names: [[UInt8]] = [[0xFF], [0xFE], [0xC3, 0xA9], [0x65, 0xCC, 0x81], [0x0A], [0x2A]]
        let tree = try tree { layer in
            for name in names { try layer.add(TarEntry(path: #require(BytePath([0x64, 0x2F] + name)), kind: .file)) }
        }
        let directory = try #require(tree.lookup("d"))
        #expect(
            tree.children(of: directory).map { tree.name(of: $0) } == names.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func makesAndReleasesDeepTrees() throws {
        let deep = Array(repeating: "d", count: 4096).joined(separator: "/")
        let tree = try tree(
            { try $0.add(file: deep + "/f", "text") }, { try $0.add(file: "a/" + deep) },
            { try $0.add(file: "d/.wh..wh..opq") })
        #expect(tree.lookup(BytePath(normalized: Array(("a/" + deep).utf8))) != nil)
        #expect(tree.liveNodes.count { _ in true } == 4098)
        #expect(try tree.liveSize() == 0)
    }

    @Test func appliesNoLayerTwice() throws {
        let tree = try tree({ try $0.add(file: "a", "1") }, { try $0.add(file: "a", "1") })
        #expect(try tree.liveSizes() == [0, 1])
        #expect(tree.layers.count == 2)
    }

    @Test func refusesSumsBeyondTheRange() throws {
        var large = TarEntry(path: "a", kind: .file)
        large.size = .max
        var more = large
        more.path = "b"
        let tree = try tree {
            try $0.add(large)
            try $0.add(more)
        }
        #expect(throws: ImageError.self) { try tree.liveSize() }
    }
}
