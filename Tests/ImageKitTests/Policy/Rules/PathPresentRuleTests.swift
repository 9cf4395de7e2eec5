import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PathPresentRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("COPY . /app") { tar in
            tar.add(file: "app/main.py", "x", mode: 0o644, user: 5)
            tar.add(link: "srv", to: "app")
            tar.add(link: "gone", to: "nowhere")
        }
        return image
    }()

    @Test(arguments: [
        "path: /app/main.py\nkind: file", "path: /srv\nkind: directory", "path: /srv\nkind: link",
        "path: \"/app/*.py\"",
        "path: [/app, /srv/main.py]", "path: /gone",
    ])
    func passesWhereAllAreThere(yaml: String) async throws {
        #expect(try await image.judge(PathPresentRule.self, yaml).verdict == .pass)
    }

    @Test(arguments: [
        ("path: /app/other.py", "/app/other.py is not there"), ("path: /app\nkind: file", "/app is of another kind"),
        ("path: /gone\nkind: file", "/gone is of another kind"), ("path: [/app, \"/x*\"]", "/x* is not there"),
    ])
    func namesWhatIsMissing(yaml: String, message: String) async throws {
        let judgement = try await image.judge(PathPresentRule.self, yaml)
        #expect(judgement.verdict == .fail)
        #expect(judgement.message == message)
    }
}
