import ImageKit
import Testing

@Suite struct ApkVersionTests {
    @Test(arguments: [
        ["0.9", "1", "1.0", "1.0.1", "1.1", "1.2", "1.10", "2"],
        // Suffixes, in the order of the specification.
        ["1_alpha", "1_beta", "1_pre", "1_rc", "1", "1_cvs", "1_svn", "1_git", "1_hg", "1_p"],
        ["1_alpha_pre2", "1_alpha", "1_alpha1", "1_alpha2", "1_alpha10", "1_rc1", "1", "1_p", "1_p1", "1_p9", "1_p10"],
        ["1.2_p1_rc1", "1.2_p1", "1.2_p1_p1"],
        // Longer ones are later, by what they go on with.
        ["1.2_rc", "1.2!", "1.2", "1.2-r0", "1.2~a", "1.2_p", "1.2a", "1.2.0"],
        ["1.0-r0", "1.0-r1", "1.0-r2", "1.0-r10"],
        ["1.0a", "1.0b", "1.0b-r1", "1.0b_p1", "1.0c", "1.0.0"],
        // A number behind a dot that begins with zeros is compared as a fraction.
        ["8.2.0", "8.2.00", "8.2.001", "8.2.0015", "8.2.002", "8.2.01", "8.2.1", "8.2.9", "8.2.10"],
        ["1.2.07.8", "1.2.12.04", "1.2.12.05", "1.3.3"],
        ["1.0~1234", "1.0~1234-r0", "1.0~1234-r1", "1.0~123a", "1.0~2345-r0", "1.0~9"],
        ["2.9.11_pre20051101", "2.9.11_pre20051101-r3", "2.9.11_pre20061021-r1", "2.9.11"],
        ["1_pre20191002222144", "1_pre20210530193627", "1_pre99999999999999999999999999", "1"],
        ["", "1"],
    ])
    func ordersAsApkDoes(ascending: [String]) {
        for (index, left) in ascending.enumerated() {
            #expect(ApkVersion(left) == ApkVersion(left))
            for right in ascending[(index + 1)...] {
                #expect(ApkVersion(left) < ApkVersion(right), "\(left) < \(right)")
                #expect(!(ApkVersion(right) < ApkVersion(left)), "\(left) < \(right)")
                #expect(ApkVersion(left) != ApkVersion(right))
            }
        }
    }

    @Test(arguments: [
        ("6", "006"), ("1_p1", "1_p01"), ("1-r1", "1-r001"), ("", "x"), ("1.2!", "1.2?"), ("1.0bc", "1.0bd"),
        ("1.", "1..5"), ("1_foo", "1_bar"),
    ])
    func takesDifferentTextsForEqual(left: String, right: String) {
        #expect(ApkVersion(left) == ApkVersion(right))
        #expect(ApkVersion(left).text != ApkVersion(right).text)
    }

    @Test(arguments: [
        "1", "0", "1.2.3", "1.2a", "0.1_pre2", "0.1_pre2~1234abcd", "0.1_p1_pre2", "0.1_git20240101_pre1", "1.2-r0",
        "1.2.3z_alpha_beta3~0-r12", "3.12.0-r0", "00.010",
    ])
    func acceptsWhatApkAccepts(text: String) { #expect(ApkVersion(text).isValid) }

    @Test(arguments: [
        "", "a", ".1", "1.", "1..2", "1.a", "0.1bc", "0.1a1", "0.1a.1", "0.1_", "0.1_1", "0.1__alpha", "0.1_foobar",
        "0.1_prex", "0.1_1_alpha", "0.1-", "0.1-1", "0.1-r", "0.1-r2.1", "0.1-r2-r3", "0.1-r2_p3", "0.1-r2~a", "0.1~",
        "0.1~x", "0.1~12x", "0.1~ab_pre1", "0.1~AB", "1:1", "1 ", " 1", "1\u{0}", "1é", "1A", "١",
    ])
    func keepsWhatApkRefuses(text: String) {
        #expect(!ApkVersion(text).isValid)
        #expect(ApkVersion(text).description == text)
    }

    @Test(arguments: [
        ("3.6.0", "3.6"), ("3.6.9", "3.6"), ("3.6_pre1", "3.6"), ("3.6.9_post1", "3.6"), ("3.6", "3.6"),
        ("3.6a-r1", "3.6"), ("3.6.1-r3", "3.6.1"), ("3.6~ab", "3.6"),
    ])
    func goesOnWhereAnotherEnds(version: String, other: String) {
        #expect(ApkVersion(version).isLike(ApkVersion(other)))
    }

    @Test(arguments: [
        ("3.6", "3.8"), ("3.8", "3.8.1"), ("3.8.0.1", "3.8.1"), ("3.61", "3.6"), ("3.6_p11", "3.6_p1"), ("3", "3.6"),
    ])
    func goesAnotherWay(version: String, other: String) {
        #expect(!ApkVersion(version).isLike(ApkVersion(other)))
    }

    @Test func takesTimeThatGrowsWithTheLength() {
        let long = String(repeating: "1.", count: 500_000) + "1"
        #expect(ApkVersion(long) < ApkVersion(long + "_p1"))
        #expect(ApkVersion(long + "-r" + String(repeating: "9", count: 500_000)).isValid)
        #expect(!ApkVersion("1" + String(repeating: "_alpha", count: 200_000) + "!").isValid)
    }

    /// The order is total: any three versions are in line, and every pair has one answer.
    @Test func putsEverythingIntoOneLine() {
        var generator = SystemRandomNumberGenerator()
        let pieces = ["1", "0", "07", "10", ".", "_p", "_rc", "_alpha", "-r", "~a", "a", "x", "é", "-", "_"]
        let versions = (0..<60).map { _ in
            ApkVersion(
                (0..<Int.random(in: 0...7, using: &generator)).compactMap { _ in pieces.randomElement() }.joined())
        }
        for left in versions {
            for right in versions {
                #expect([left < right, left == right, right < left].count { $0 } == 1, "\(left) \(right)")
                for other in versions where left < right && right < other {
                    #expect(left < other, "\(left) \(right) \(other)")
                }
            }
        }
    }
}
