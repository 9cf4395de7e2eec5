import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Empty passwords and accounts that are there twice.
struct AccountRulesTests {
    private func image(passwd: String, shadow: String = "", group: String = "") -> TestPolicy {
        TestPolicy.files {
            $0.add("etc/passwd", passwd)
            $0.add("etc/shadow", shadow)
            $0.add("etc/group", group)
        }
    }

    @Test(arguments: [
        ("root:x:0:0:r:/root:/bin/sh\n", "root:*:1:::::\n", [String]()),
        ("root:x:0:0:r:/root:/bin/sh\n", "root::1:::::\n", ["/etc/shadow: root"]),
        ("root::0:0:r:/root:/bin/sh\n", "root:*:1:::::\n", ["/etc/passwd: root"]),
        ("a:!:1:1:a:/:/bin/sh\n", "a:!:1:::::\nghost::1:::::\n", ["/etc/shadow: ghost"]),
        ("a:x:1:1:a:/:/bin/sh\n", "", []),
    ])
    func `finds empty passwords`(_ passwd: String, _ shadow: String, _ subjects: [String]) async throws {
        let judgement = try await image(passwd: passwd, shadow: shadow).judge("no-empty-passwords")
        #expect(judgement.evidence.map(\.subject) == subjects)
        #expect((judgement.verdict == .fail) == !subjects.isEmpty)
    }

    @Test func `finds names and numbers that are there twice`() async throws {
        let twice = image(
            passwd: "root:x:0:0::/:\ntoor:x:0:0::/:\napp:x:5:5::/:\napp:x:6:6::/:\n", group: "a:x:1:\nb:x:1:\nb:x:2:\n")
        let judgement = try await twice.judge("unique-accounts")
        #expect(
            judgement.evidence.map(\.subject) == [
                "/etc/passwd: user app", "/etc/passwd: uid 0", "/etc/group: group b", "/etc/group: gid 1",
            ])
        #expect(judgement.evidence.map(\.detail).contains("2 times: root, toor"))
        #expect(
            try await image(passwd: "root:x:0:0::/:\n", group: "root:x:0:\n").judge("unique-accounts").verdict == .pass)
    }

    @Test(arguments: ["no-empty-passwords", "unique-accounts"])
    func `passes an image without accounts`(_ rule: String) async throws {
        #expect(try await TestPolicy.files { $0.add("a", "b") }.judge(rule).verdict == .pass)
    }

    @Test(arguments: [
        ("app", "is not in /etc/passwd"), ("4294967295", "above 2147483647"), ("7:nogroup", "not in /etc/group"),
        ("7:4294967295", "above 2147483647"), ("root", "explicit root"),
    ])
    func `fails a user that no container starts as`(_ user: String, _ words: String) async throws {
        var with = image(passwd: "x:x:7:7::/:\n", group: "x:x:7:\n")
        with.execution.user = user
        let judgement = try await with.judge("non-root-user")
        #expect(judgement.verdict == .fail && judgement.message.contains(words), "\(judgement.message)")
        with.execution.user = "x:x"
        #expect(try await with.judge("non-root-user").verdict == .pass)
    }

    @Test func `tells accounts that are not there from those behind a link`() async throws {
        var without = TestPolicy.files { $0.add("a", "b") }
        without.execution.user = "app"
        let missing = try await without.judge("non-root-user")
        #expect(missing.verdict == .fail && missing.message.contains("there is no /etc/passwd"))
        var linked = TestPolicy.files {
            $0.add("etc/passwd", type: "2", link: "../opt/pw")
            $0.add("opt/pw", "app:x:7:7::/:\n")
        }
        linked.execution.user = "app"
        for rule in ["non-root-user", "user"] {
            let judgement = try await linked.judge(rule)
            #expect(judgement.verdict == .noData && judgement.message.contains("/opt/pw"), "\(judgement.message)")
        }
    }
}
