import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct OwnershipRuleTests {
    private let image: PolicyImage = {
        var image = PolicyImage()
        image.layer("COPY . /app") { tar in
            tar.add(users: "app:x:1000:1000::/app:/sbin/nologin", groups: "app:x:1000:")
            tar.add(directory: "app", user: 1000)
            tar.add(file: "app/main.py", "x", mode: 0o755, user: 1000)
            tar.add(link: "app/python", to: "/usr/bin/python")
            tar.add(directory: "srv", user: 1000)
            tar.add(file: "srv/a\u{1B}[2J", "x", mode: 0o666, user: 0, group: 1000)
            tar.add(file: "srv/cache/b", "x", mode: 0o4755, user: 1000, group: 0)
            tar.add(file: "srvother", "x", mode: 0o777)
        }
        return image
    }()

    @Test(arguments: [
        "owner: app", "owner: 1000\ngroup: 1000", "owner: app\ngroup: app\nmax-mode: 755", "max-mode: \"0755\"",
        "not-owner: root",
    ])
    func passesWhereAllBelongToTheOwner(yaml: String) async throws {
        let judgement = try await image.judge(OwnershipRule.self, "path: /app\n\(yaml)")
        #expect(judgement.verdict == .pass)
        #expect(judgement.message.hasPrefix("2 files and directories at /app"))
    }

    @Test(arguments: [
        ("owner: app", ["/srv/a\u{1B}[2J", "/srv/cache"]), ("group: app", ["/srv/cache", "/srv/cache/b"]),
        ("max-mode: 755", ["/srv/a\u{1B}[2J", "/srv/cache/b"]),
        ("max-mode: 4766", ["/srv", "/srv/cache", "/srv/cache/b"]),
        ("not-owner: 0", ["/srv/a\u{1B}[2J", "/srv/cache"]),
        ("owner: app\ngroup: app\nmax-mode: 755\nexcept: /srv/cache*", ["/srv/a\u{1B}[2J"]),
    ])
    func namesWhatBelongsToOthers(yaml: String, paths: [String]) async throws {
        let judgement = try await image.judge(OwnershipRule.self, "path: /srv\n\(yaml)")
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.subject) == paths)
        #expect(judgement.evidence.allSatisfy { $0.layer == 0 && $0.detail?.contains("owner") == true })
    }

    @Test func looksAtOneFile() async throws {
        #expect(try await image.judge(OwnershipRule.self, "path: /app/main.py\nmax-mode: 755").verdict == .pass)
        #expect(try await image.judge(OwnershipRule.self, "path: /app/main.py\nmax-mode: 644").verdict == .fail)
    }

    @Test func failsWherePathOrUserIsMissing() async throws {
        #expect(try await image.judge(OwnershipRule.self, "path: /data\nowner: app").message == "there is no /data")
        #expect(
            try await image.judge(OwnershipRule.self, "path: /app\nowner: web").message == "/etc/passwd has no user web"
        )
        #expect(
            try await image.judge(OwnershipRule.self, "path: /app\ngroup: web").message == "/etc/group has no group web"
        )
    }

    @Test(arguments: [
        "path: /app", "owner: app", "path: /app\nmax-mode: 899", "path: /app\nmax-mode: 17777",
        "path: /app\nmax-mode: rwx",
    ])
    func refusesOtherParameters(yaml: String) {
        #expect(throws: PolicyError.self) { try OwnershipRule(RuleParameters(yaml: yaml)) }
    }
}
