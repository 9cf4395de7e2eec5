import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct PortsRuleTests {
    private func image(_ ports: [String]?) -> PolicyImage {
        var image = PolicyImage()
        image.config.exposedPorts = ports
        image.layer("ADD rootfs") { $0.add(file: "a") }
        return image
    }

    @Test(arguments: [
        (["8080/tcp"], "port: 8080", true), (["8080"], "port: 8080/tcp\nonly: true", true),
        (["8080/udp"], "port: 8080", false),
        (["8000-8003/tcp"], "port: [8001, 8003]", true), (["8000-8003/tcp"], "port: 8001\nonly: true", false),
        (["80/tcp", "22/tcp"], "port: 80\nonly: true", false), (nil, "only: true", true),
        (["22/tcp"], "only: true", false),
        (nil, "port: 8080", false), (["odd"], "port: 80", false),
    ])
    func holdsOrNot(ports: [String]?, yaml: String, holds: Bool) async throws {
        #expect(try await image(ports).judge(PortsRule.self, yaml).verdict == (holds ? .pass : .fail))
    }

    @Test func namesWhatIsMissingAndTooMuch() async throws {
        let judgement = try await image(["22/tcp", "80/tcp"]).judge(PortsRule.self, "port: [80, 443]\nonly: true")
        #expect(judgement.message == "not exposed: 443/tcp; exposed too: 22/tcp")
    }

    @Test(arguments: ["", "port: web", "port: 70000", "port: 80/icmp", "port: 9-8", "only: false", "port: 8080/tcp/x"])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try PortsRule(RuleParameters(yaml: yaml)) }
    }
}
