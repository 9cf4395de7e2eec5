import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct LedgerTests {
    private func contents(_ count: Int, _ byte: UInt8 = 1) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    @Test func leavesBytesWithTheVersionThatBroughtThem() async throws {
        var base = TarBuilder()
        base.add("usr/lib/alpha", contents: contents(100))
        base.add("usr/lib/beta", contents: contents(50))
        TestDatabase.add(
            [("alpha", "1", ["usr/lib/alpha"]), ("beta", "1", ["usr/lib/beta"])], to: &base)
        var upgrade = TarBuilder()
        upgrade.add("usr/lib/alpha", contents: contents(300))
        upgrade.add("usr/lib/.wh.beta")
        TestDatabase.add([("alpha", "2", ["usr/lib/alpha"])], to: &upgrade)
        let ledger = try #require(try await TestImage.analysis([base.archive, upgrade.archive]).ledger)

        let bookings = ledger.bookings(ofLayer: 0) + ledger.bookings(ofLayer: 1)
        let alpha = bookings.filter { $0.path == "usr/lib/alpha" }
        #expect(alpha.map(\.owner?.version) == ["1", "2"])
        #expect(alpha.map(\.fate) == [.overwritten(byLayer: 1), .live])
        #expect(alpha.map(\.amounts.diffSize) == [100, 300])
        let beta = try #require(bookings.first { $0.path == "usr/lib/beta" })
        #expect(beta.owner?.name == "beta")
        #expect(beta.fate == .deleted(byLayer: 1))
        #expect(beta.amounts.liveSize == 0)
    }

    @Test func namesACopyThatOnlyChangedItsMode() async throws {
        var base = TarBuilder()
        base.add("app/one", contents: contents(5000))
        base.add("app/two", contents: contents(5000))
        var change = TarBuilder()
        change.add("app/one", contents: contents(5000), mode: 0o755)
        change.add("app/two", contents: contents(5000, 2), mode: 0o755)
        let ledger = try #require(try await TestImage.analysis([base.archive, change.archive]).ledger)
        #expect(
            ledger.bookings(ofLayer: 0).map(\.fate) == [.copied(byLayer: 1), .overwritten(byLayer: 1)])
    }

    @Test func keepsAFileAliveWhileItHasAName() async throws {
        var base = TarBuilder()
        base.add("a", contents: contents(1000))
        base.add("b", type: "1", link: "a")
        var remove = TarBuilder()
        remove.add(".wh.a")
        let one = try await TestImage.analysis([base.archive, remove.archive])
        #expect(one.ledger?.total.liveSize == 1000)
        remove.add(".wh.b")
        let two = try await TestImage.analysis([base.archive, remove.archive])
        #expect(two.ledger?.total.liveSize == 0)
        #expect(two.ledger?.bookings(ofLayer: 0).first?.fate == .deleted(byLayer: 1))
    }

    /// What is at the path of an entry may be another file by now; its contents have the name that is left.
    @Test func namesFilesByWhatTheyAreCalledNow() async throws {
        var base = TarBuilder()
        base.add("tmp/a", contents: contents(1000))
        base.add("srv/b", type: "1", link: "tmp/a")
        base.add("srv/c", type: "1", link: "tmp/a")
        var change = TarBuilder()
        change.add("tmp/a", contents: contents(500, 2))
        change.add("srv/.wh.c")
        let analysis = try await TestImage.analysis([base.archive, change.archive])
        let ledger = try #require(analysis.ledger)
        let bookings = (0..<2).flatMap { ledger.bookings(ofLayer: $0) }
        #expect(
            bookings.map { "\($0.path) \($0.fate.kind) \($0.cause.rawValue) \($0.amounts.liveSize)" } == [
                "/srv/b live application files 1000", "/tmp/a live temporary files 500",
            ])
        let history = PathHistory(of: "tmp/a", in: analysis)
        #expect(history.steps.map(\.otherName) == ["srv/b", nil])
        #expect(PathHistory(of: "srv/b", in: analysis).cause.rawValue == "application files")
    }

    @Test func ownsAnEntryOfALayerThatChangesNoDatabase() async throws {
        var base = TarBuilder()
        base.add("usr/lib/alpha", contents: contents(10))
        TestDatabase.add([("alpha", "1", ["usr/lib/alpha"])], to: &base)
        var change = TarBuilder()
        change.add("usr/lib/alpha", contents: contents(20))
        var remove = TarBuilder()
        remove.add("usr/lib/.wh.alpha")
        let ledger = try #require(
            try await TestImage.analysis([base.archive, change.archive, remove.archive]).ledger)
        #expect(ledger.bookings(ofLayer: 1).first?.owner?.name == "alpha")
        #expect(ledger.bookings(ofLayer: 1).first?.fate == .deleted(byLayer: 2))
    }

    @Test(arguments: Usage.Grouping.allCases)
    func sumsTheSameWhateverItSumsBy(grouping: Usage.Grouping) async throws {
        var random = SeededGenerator(seed: 7)
        let analysis = try await TestImage.analysis(RandomLayers.make(layers: 4, using: &random))
        let ledger = try #require(analysis.ledger)
        let usage = Usage(ledger, by: grouping)
        #expect(usage.total == ledger.total)
        let byFate = Fate.Kind.allCases.map { Usage(ledger, by: grouping, fates: [$0]).total }
        let overhead = (0..<ledger.layerCount).reduce(Amounts.zero) { $0 + ledger.overhead(ofLayer: $1) }
        #expect(byFate.reduce(overhead, +) == ledger.total)
        if grouping == .layer {
            #expect(usage.rows.map(\.amounts.diffSize) == analysis.layers.map(\.diffSize))
            #expect(usage.rows.map(\.amounts.contentsSize) == analysis.layers.map(\.contentsSize))
        }
    }

    @Test func findsContentsThatStandTwice() async throws {
        var base = TarBuilder()
        base.add("a", contents: contents(1000))
        base.add("b", type: "1", link: "a")
        base.add("c", contents: contents(1000))
        base.add("d", contents: contents(1000, 9))
        let duplicates = DuplicateContents(in: try await TestImage.analysis([base.archive]).tree)
        #expect(duplicates.groups.map { $0.paths.map(\.string) } == [["a", "c"]])
        #expect(duplicates.repeatedSize == 1000)
    }
}
