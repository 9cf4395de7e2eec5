import ImageKit
import Testing

@Suite struct DebianVersionTests {
    @Test func splitsAtTheFirstColonAndTheLastHyphen() {
        let version = DebianVersion("2:1.0:3-rc-1+b2")
        #expect(version.epoch == "2")
        #expect(version.upstream == "1.0:3-rc")
        #expect(version.revision == "1+b2")
        #expect(version.description == "2:1.0:3-rc-1+b2")
        #expect(DebianVersion("1.0").revision == nil)
        #expect(DebianVersion("1.0").epoch.isEmpty)
    }

    @Test(arguments: [
        ["1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a", "1.0+", "1.0.1"],
        ["9", "10", "1:0.1", "2:0", "10:0"],
        ["1-1", "1-1+b1", "1-1.1", "1-2", "1-10"],
        ["a:1.0~", "a:1.0"],
        ["", "é"],
    ])
    func ordersAsDpkgDoes(ascending: [String]) {
        for (index, left) in ascending.enumerated() {
            for right in ascending[(index + 1)...] {
                #expect(DebianVersion(left) < DebianVersion(right))
                #expect(!(DebianVersion(right) < DebianVersion(left)))
            }
        }
    }

    @Test(arguments: [("1.0", "1.0-0"), ("0:1", "1"), ("1.00", "1.0"), ("1.0", "1.0-"), ("00001", "1"), ("", "0")])
    func takesDifferentTextsForEqual(left: String, right: String) {
        #expect(DebianVersion(left) == DebianVersion(right))
        #expect(DebianVersion(left).text != DebianVersion(right).text)
    }

    @Test(arguments: ["1", "1.0-1", "0:1~rc1+dfsg-0ubuntu0.1~x", "1:2:3-4", "2147483647:1"])
    func acceptsWhatDpkgAccepts(text: String) { #expect(DebianVersion(text).isValid) }

    @Test(arguments: [
        "", "a", "1.0-", "1:", "1:-1", "a:1", ":1", "1 0", "1_0", "1-é", "2147483648:1", "1:1\u{0}", "1-1:1", "-1",
    ])
    func keepsWhatDpkgRefuses(text: String) {
        #expect(!DebianVersion(text).isValid)
        #expect(DebianVersion(text).text == text)
    }

    @Test(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
    func agreesWithDpkgOnRealVersions() throws {
        let lines = try String(decoding: SharedData.data("conformance/versions/debian-compare.tsv"), as: UTF8.self)
            .split(separator: "\n")
        #expect(lines.count == 2000)
        for line in lines {
            let columns = line.split(separator: "\t").map(String.init)
            try #require(columns.count == 3)
            let left = DebianVersion(columns[0])
            let right = DebianVersion(columns[2])
            let order = left < right ? "lt" : left == right ? "eq" : "gt"
            #expect(order == columns[1], "\(line)")
            #expect(left.isValid && right.isValid, "\(line)")
            #expect((right < left) == (columns[1] == "gt"), "\(line)")
        }
    }
}
