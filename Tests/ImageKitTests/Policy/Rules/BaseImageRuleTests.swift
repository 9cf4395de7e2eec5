import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct BaseImageRuleTests {
    private static func base(created: String? = "2026-02-01T00:00:00Z") -> PolicyImage {
        var image = PolicyImage()
        image.configuration.created = created
        image.config.env = ["PYTHON_VERSION=3.11.9"]
        image.layer("ADD rootfs", created: "2026-01-15T00:00:00Z") { tar in
            tar.addDebian()
            tar.add(packages: ["libc6": "2.36"])
            tar.add(file: "etc/dpkg/dpkg.cfg.d/docker", "path-exclude /usr/share/doc/*\n")
        }
        image.step("CMD [\"python3\"]", created: "2026-02-01T00:00:00Z")
        return image
    }

    private static func image(_ base: PolicyImage = base(), comment: String? = nil) -> PolicyImage {
        var image = base
        image.layer("COPY . /app", created: "2026-02-20T00:00:00Z", comment: comment) {
            $0.add(file: "app/main.py", "x")
        }
        return image
    }

    private static let slim = "name: python:3.11-slim-bookworm"

    @Test func tellsByTracesWhereNothingElseDoes() async throws {
        let judgement = try await BaseImageRuleTests.image().judge(BaseImageRule.self, BaseImageRuleTests.slim)
        #expect(judgement.verdict == .pass)
        #expect(judgement.message == "python:3.11-slim-bookworm, according to its traces")
        #expect(
            judgement.evidence.map(\.subject) == [
                "Env.PYTHON_VERSION", "/etc/dpkg/dpkg.cfg.d/docker", "/etc/os-release",
            ])
    }

    @Test(arguments: [
        ("python:3.12-slim-bookworm", "PYTHON_VERSION is 3.11.9"),
        ("python:3.11-slim-trixie", "the release is bookworm"),
        ("ubuntu:22.04", "the distribution is debian"), ("debian:11", "the release is 12"),
        ("python:3.1", "PYTHON_VERSION is 3.11.9"),
    ])
    func namesTheTraceThatContradicts(name: String, reason: String) async throws {
        let judgement = try await BaseImageRuleTests.image().judge(BaseImageRule.self, "name: \(name)")
        #expect(judgement.verdict == .fail)
        #expect(judgement.message == "not \(name): \(reason)")
    }

    @Test(arguments: ["debian:12-slim", "debian:bookworm-slim", "docker.io/library/python:3.11", "python:3.11.9-slim"])
    func understandsOfficialNames(name: String) async throws {
        #expect(try await BaseImageRuleTests.image().judge(BaseImageRule.self, "name: \(name)").verdict == .pass)
    }

    @Test(arguments: ["nginx:1.27", "python:3.11-custom", "python", "registry.example/python:3.11"])
    func hasNoDataForOtherNames(name: String) async throws {
        #expect(try await BaseImageRuleTests.image().judge(BaseImageRule.self, "name: \(name)").verdict == .noData)
    }

    @Test func believesLabelsBeforeTraces() async throws {
        var image = BaseImageRuleTests.image()
        image.config.labels = [
            BaseEvidence.nameLabel: "docker.io/library/python:3.11-bookworm",
            BaseEvidence.digestLabel: "sha256:" + String(repeating: "a", count: 64),
        ]
        let judgement = try await image.judge(BaseImageRule.self, BaseImageRuleTests.slim)
        #expect(judgement.verdict == .fail)
        #expect(judgement.message.contains("according to labels"))
        #expect(try await image.judge(BaseImageRule.self, "name: python:3.11-bookworm").verdict == .pass)
        let digest = String(repeating: "a", count: 64)
        #expect(try await image.judge(BaseImageRule.self, "digest: sha256:\(digest)").verdict == .pass)
        #expect(
            try await image.judge(BaseImageRule.self, "digest: sha256:\(String(digest.dropLast()))b").verdict == .fail)
    }

    @Test func believesBuildahsRemark() async throws {
        let image = BaseImageRuleTests.image(comment: "FROM localhost/python:3.11-slim-bookworm")
        let judgement = try await image.judge(BaseImageRule.self, "name: \"*/python:3.11-slim-bookworm\"")
        #expect(judgement.verdict == .pass)
        #expect(judgement.message.contains("buildah's history"))
        let other = BaseImageRuleTests.image(comment: "FROM 0123456789ab")
        #expect(try await other.judge(BaseImageRule.self, BaseImageRuleTests.slim).message.contains("traces"))
    }

    @Test func believesTheGivenBaseFirst() async throws {
        let (base, image) = (BaseImageRuleTests.base(), BaseImageRuleTests.image())
        let judgement = try await image.judge(BaseImageRule.self, "name: test", base: base)
        #expect(judgement.verdict == .pass)
        #expect(judgement.message == "test, according to shared layers")
        var other = PolicyImage()
        other.layer("ADD other") { $0.add(file: "other") }
        let wrong = try await image.judge(BaseImageRule.self, BaseImageRuleTests.slim, base: other)
        #expect(wrong.verdict == .fail)
        #expect(wrong.message.contains("--base"))
    }

    @Test(arguments: [("max-age-days: 28", Judgement.Verdict.pass), ("max-age-days: 27", .fail)])
    func countsTheAge(yaml: String, verdict: Judgement.Verdict) async throws {
        let image = BaseImageRuleTests.image()
        #expect(try await image.judge(BaseImageRule.self, yaml).verdict == verdict)
        #expect(try await image.judge(BaseImageRule.self, yaml, base: BaseImageRuleTests.base()).verdict == verdict)
    }

    @Test(arguments: ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "yesterday", nil])
    func hasNoAgeWithoutADate(created: String?) async throws {
        var base = PolicyImage()
        base.configuration.created = created
        base.layer("ADD rootfs", created: created) { $0.add(file: "a") }
        base.step("CMD [\"sh\"]", created: created)
        let image = BaseImageRuleTests.image(base)
        #expect(try await image.judge(BaseImageRule.self, "max-age-days: 1").verdict == .noData)
        #expect(try await image.judge(BaseImageRule.self, "max-age-days: 1", base: base).verdict == .noData)
    }

    @Test func comparesTheDistribution() async throws {
        let image = BaseImageRuleTests.image()
        #expect(try await image.judge(BaseImageRule.self, "distribution: debian\nrelease: bookworm").verdict == .pass)
        #expect(try await image.judge(BaseImageRule.self, "release: \"12\"").verdict == .pass)
        #expect(try await image.judge(BaseImageRule.self, "distribution: alpine").verdict == .fail)
        let joined = try await image.judge(BaseImageRule.self, "name: nginx:1\nrelease: trixie")
        #expect(joined.verdict == .fail)
    }

    @Test(arguments: ["", "digest: sha256:abc", "names: a"])
    func refusesOtherParameters(yaml: String) async throws {
        await #expect(throws: PolicyError.self) { _ = try await PolicyImage().judge(BaseImageRule.self, yaml) }
    }
}
