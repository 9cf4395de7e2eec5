import Foundation
import Testing

@testable import Articles
@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading

/// What the articles show does what they say.
@Suite struct ArticleTests {
    private let full = Repository.fixture("demo.oci.tar")
    private let slim = Repository.fixture("demo-slim.docker.tar")

    @Test func describesAChange() async throws {
        let lines = try await describeChange(from: full, to: slim, lines: 3)
        #expect(lines.count == 4)
        // The sizes of the layers' tars, which the fixtures' script measured.
        let truth = try JSONDecoder().decode(
            [String: DemoImageTests.Truth].self,
            from: Data(contentsOf: URL(fileURLWithPath: Repository.fixture("demo.truth.json"))))
        let sizes = ["demo.oci.tar", "demo-slim.docker.tar"].map { name in
            truth[name]?.layers.reduce(0) { $0 + $1.diffSize } ?? -1
        }
        #expect(lines[0] == "\(sizes[0]) to \(sizes[1]) bytes")
    }

    @Test func findsDeletedFilesAndFolders() async throws {
        let files = try await deletedFiles(in: full, below: "/usr")
        #expect(!files.isEmpty && files.allSatisfy { $0.contains("usr/") }, "\(files)")
        var options = ScanOptions()
        options.booksBytes = true
        let analysis = try await ImageAnalyzer(options: options).analyze(
            ImageArchive(path: full, options: options).image())
        #expect(folders(of: analysis, depth: 1).contains { $0.contains("usr") })
    }

    @Test func listsPackagesAndCanBeStopped() async throws {
        let found = try await packages(of: full, within: .seconds(600)) { _ in }
        #expect(found.contains("pkg:pypi/click@8.1.7"))
        await #expect(throws: CancellationError.self) {
            _ = try await packages(of: full, within: .zero) { _ in }
        }
    }

    @Test func decidesTheRule() async throws {
        let today = try #require(CalendarDate("2026-11-26"))
        let findings = try await check(full, today: today)
        #expect(findings.map(\.id) == ["no-shell"])
        #expect(findings.first?.status == .pass)
    }

    @Test func readsFromMemory() async throws {
        var tar = TarBuilder()
        tar.add(wheel: "flask", "1")
        let members = try ImageBuilder(layers: [tar.archive]).members(.ociArchive)
        let source = MemorySource(
            name: "memory", files: Dictionary(members.map { ($0.name, $0.contents) }, uniquingKeysWith: { $1 }))
        let analysis = try await ImageAnalyzer().analyze(ImageArchive(source: source).image())
        #expect(analysis.inventory.packages.map(\.name) == ["flask"])
    }
}
