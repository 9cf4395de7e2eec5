import Testing

@testable import ImageKit

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
}
