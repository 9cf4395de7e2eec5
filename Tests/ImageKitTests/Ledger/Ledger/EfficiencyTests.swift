import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The efficiency, as dive 0.13 counts it; each figure was compared with dive's own of the same layers.
@Suite struct EfficiencyTests {
    private func share(_ layers: [(inout TarBuilder) -> Void]) async throws -> Double {
        let tars = layers.map { fill in
            var tar = TarBuilder()
            fill(&tar)
            return tar.archive
        }
        return Efficiency(of: try await TestImage.analysis(tars).tree).share
    }

    private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 7, count: count) }

    @Test func countsTheSmallestAtEachPath() async throws {
        #expect(try await share([{ $0.add("a", contents: self.bytes(100)) }]) == 1)
        #expect(try await share([]) == 1)
        // 100 and 300 at one path: 100 are needed of 400.
        let twice = try await share([
            { $0.add("a", contents: self.bytes(100)) }, { $0.add("a", contents: self.bytes(300)) },
        ])
        #expect(twice == 0.25)
    }

    @Test func aDeletedFileIsNotNeeded() async throws {
        let deleted = try await share([
            {
                $0.add("a", contents: self.bytes(100)); $0.add("b", contents: self.bytes(100))
            }, { $0.add(".wh.a") },
        ])
        #expect(deleted == 0.5)
    }

    @Test func aDeletedFolderCountsAsDiveDoes() async throws {
        // The whiteout has the size of what it takes away, at a path of its own.
        let folder = try await share([{ $0.add("d/a", contents: self.bytes(100)) }, { $0.add(".wh.d") }])
        #expect(folder == 1)
    }

    @Test func aHardLinkInAnotherLayerHasNoSize() async throws {
        let linked = try await share([
            { $0.add("a", contents: self.bytes(100)) },
            {
                $0.add("b", contents: self.bytes(100)); $0.add("a", type: "1", link: "b")
            },
        ])
        #expect(linked == 0.5)
    }
}
