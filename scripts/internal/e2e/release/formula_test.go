//go:build e2e

package release

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// brew implements in Ruby the part of Homebrew's language that the formula uses
// (https://docs.brew.sh/Formula-Cookbook): it runs install and test, with the clone as the unpacked
// source.
const brew = `
require "pathname"
require "fileutils"
class Pathname
  def install(*what)
    mkpath
    what.flatten.each do |one|
      (one.is_a?(Hash) ? one : { one => File.basename(one) }).each { |from, to| FileUtils.cp(from, self/to) }
    end
  end
  alias_method :plain_write, :write
  def write(text) = (dirname.mkpath; plain_write(text))
end
class Formula
  %w[desc homepage license url head depends_on].each do |word|
    define_singleton_method(word) { |*given| (@said ||= {})[word] = given }
  end
  class << self
    attr_reader :said, :check
    def test(&block) = @check = block
  end
  def prefix = Pathname(ENV.fetch("BREW_PREFIX"))
  def testpath = Pathname(ENV.fetch("BREW_TEST"))
  def bin = prefix/"bin"
  def man1 = prefix/"share/man/man1"
  def bash_completion = prefix/"etc/bash_completion.d"
  def zsh_completion = prefix/"share/zsh/site-functions"
  def fish_completion = prefix/"share/fish/vendor_completions.d"
  def system(*args) = Kernel.system(*args.map(&:to_s)) || abort("failed: #{args}")
  def assert_match(want, text) = text.include?(want) || abort("no #{want} in #{text}")
end
load ARGV[0]
words = Dockercfg.said
abort "desc: #{words["desc"]}" unless words["desc"][0].length < 80 && words["desc"][0] !~ /\A(an?|the) /i
abort "url: #{words["url"]}" unless words["url"][1] == { tag: ENV.fetch("BREW_TAG"), revision: ENV.fetch("BREW_REVISION") }
abort "no license" unless words["license"] == ["Apache-2.0"]
one = Dockercfg.new
one.install
one.instance_eval(&Dockercfg.check)
`

// formula: it builds every program from source, installs manual pages and completions, and its own
// test passes.
func (s snapshot) formula(t *testing.T) {
	stage.Installed(t, "ruby")
	dir := t.TempDir()
	script := filepath.Join(dir, "brew.rb")
	if err := os.WriteFile(script, []byte(brew), 0o600); err != nil {
		t.Fatal(err)
	}
	head, err := os.ReadFile(filepath.Join(s.clone, ".git/refs/tags/"+tag))
	if err != nil {
		t.Fatal(err)
	}
	world := stage.New(t)
	cmd := world.Command(t, "ruby", script, filepath.Join(s.clone, "packaging/out/dockercfg.rb"))
	cmd.Dir = s.clone
	cmd.Env = append(os.Environ(), "HOME="+os.Getenv("HOME"), "BREW_PREFIX="+dir+"/prefix", "BREW_TEST="+dir+"/test",
		"BREW_TAG=v"+s.version, "BREW_REVISION="+strings.TrimSpace(string(head)))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, program := range s.programs {
		if info, err := os.Stat(filepath.Join(dir, "prefix/bin", program)); err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s: %v", program, err)
		}
	}
	for _, file := range []string{"share/man/man1/dockercfg-export.1", "etc/bash_completion.d/dockercfg", "share/zsh/site-functions/_dockercfg", "share/fish/vendor_completions.d/dockercfg.fish"} {
		if _, err := os.Stat(filepath.Join(dir, "prefix", file)); err != nil {
			t.Error(err)
		}
	}
}
