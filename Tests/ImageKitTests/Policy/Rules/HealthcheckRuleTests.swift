import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct HealthcheckRuleTests {
    private func image(_ test: [String]?, interval: Int64? = nil, retries: Int? = nil) -> PolicyImage {
        var image = PolicyImage()
        image.layer("ADD rootfs") { $0.add(file: "a") }
        guard let test else { return image }
        var check = ImageConfiguration.Healthcheck()
        check.test = test
        check.interval = interval
        check.retries = retries
        image.config.healthcheck = check
        return image
    }

    @Test(arguments: [
        ("", true), ("interval: 30s\ntimeout: 30s\nstart-period: 0s\nretries: 3", true), ("command: \"curl*\"", true),
        ("interval: 1m", false), ("timeout: 10s", false), ("retries: 4", false), ("command: wget*", false),
    ])
    func comparesWithDockersDefaults(yaml: String, holds: Bool) async throws {
        let judgement = try await image(["CMD", "curl", "-f", "x"]).judge(HealthcheckRule.self, yaml)
        #expect(judgement.verdict == (holds ? .pass : .fail))
    }

    @Test func readsNanoseconds() async throws {
        let image = image(["CMD-SHELL", "true"], interval: 5_000_000_000, retries: 1)
        #expect(try await image.judge(HealthcheckRule.self, "interval: 5s\nretries: 1").verdict == .pass)
    }

    @Test func tellsMissingFromTurnedOff() async throws {
        #expect(try await image(nil).judge(HealthcheckRule.self).message == "no health check is set")
        #expect(try await image(["NONE"]).judge(HealthcheckRule.self).message == "the health check is turned off")
    }

    @Test func tellsThatTheFormatLostIt() async throws {
        var image = image(nil)
        image.step("/bin/sh -c #(nop) HEALTHCHECK --interval=30s CMD true")
        let judgement = try await image.judge(HealthcheckRule.self)
        #expect(judgement.verdict == .fail)
        #expect(judgement.message.contains("was lost"))
        #expect(judgement.evidence.last?.subject == "HEALTHCHECK --interval=30s CMD true")
    }
}
