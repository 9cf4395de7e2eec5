import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PathAbsentRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("COPY . /app") { tar in
            tar.add(file: "app/.git/HEAD", "x")
            tar.add(file: "app/tests/test_a.py", "x")
            tar.add(link: "srv", to: "app")
        }
        image.layer("RUN rm -r /app/.git") { $0.add(file: "app/.wh..git") }
        return image
    }()

    @Test(arguments: [
        ("path: /app/tests", ["/app/tests"]), ("path: \"*/tests/*\"", ["/app/tests/test_a.py"]),
        ("path: /srv/tests/test_a.py", ["/app/tests/test_a.py"]), ("path: [/srv, /app/tests]", ["/app/tests", "/srv"]),
    ])
    func findsWhatIsThere(yaml: String, paths: [String]) async throws {
        let judgement = try await image.judge(PathAbsentRule.self, yaml)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.subject) == paths)
    }

    @Test func findsWhatALayerStillHolds() async throws {
        #expect(try await image.judge(PathAbsentRule.self, "path: \"*/.git/*\"").verdict == .pass)
        let judgement = try await image.judge(PathAbsentRule.self, "path: \"*/.git/*\"\nevery-layer: true")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence == [Evidence(.file, "/app/.git/HEAD", "deleted or overwritten later", layer: 0)])
    }
}
