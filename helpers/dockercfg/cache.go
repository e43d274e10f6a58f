package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

func cacheCommand(s streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cache",
		Short: "Manage the token cache",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknown(cmd, args[0])
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "clear [HOST]",
		Short: "Remove every cached token, or those of one registry",
		Long: "Clear removes the tokens that helpers have cached, from the directory where they would\n" +
			"look for them now: DOCKERCFG_CACHE_DIR, DOCKER_CONFIG and XDG_CACHE_HOME apply as they\n" +
			"do for a helper. The directory in AWS_ECR_CACHE_DIR is cleared as well. Nothing else is\n" +
			"removed, and logins are not touched. With HOST, only the tokens of that registry are\n" +
			"removed, for all identities: use it after a role was revoked.",
		Example: "  dockercfg cache clear\n  dockercfg cache clear 123456789012.dkr.ecr.eu-west-1.amazonaws.com",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exit.Misused("%s takes at most one registry: see `%s --help`", cmd.Name(), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return clearCache(s, "", nil)
			}
			name, err := registry.Parse(args[0])
			if err != nil {
				return exit.Misused("%q: %s", fault.Printable(args[0], 60), err)
			}
			return clearCache(s, " of "+name.Registry(), groups(name))
		},
		ValidArgsFunction: completeHosts(new(string)),
	})
	return cmd
}

// groups returns the prefixes of all files that belong to one registry, of any helper.
func groups(name registry.Name) (prefixes []string) {
	for _, short := range suite() {
		prefixes = append(prefixes, tokencache.Group(helperclient.Prefix+short, name.Registry()))
	}
	return prefixes
}

// clearCache clears every directory, also after a failure in one, so that as few secrets
// as possible remain. Without prefixes it removes all tokens; of says which tokens, and
// follows the word "tokens".
func clearCache(s streams, of string, prefixes []string) error {
	places, failed := cachePlaces()
	removed := 0
	for _, path := range places {
		n, err := clearTokens(path, prefixes)
		removed += n
		if err != nil && failed == nil {
			failed = fault.New(fault.Store,
				"clearing the token cache: %w: fix that as the user who owns the cache, and try again", err)
		}
	}
	if failed != nil {
		return failed
	}
	term.Say(s.err, "removed %s%s from %s",
		term.Count(removed, "cached token", "cached tokens"), of, strings.Join(places, " and "))
	return nil
}

// cachePlaces returns the directories where helpers cache tokens. A cache that is turned
// off may contain older tokens, and a variable of one helper may have applied before
// the suite's was set.
func cachePlaces() (places []string, err error) {
	home, _ := userdirs.Home(os.Getenv)
	suite, _ := paths.Cache(without("DOCKERCFG_CACHE"), paths.Names{}, home)
	ecr, _ := paths.Cache(without("DOCKERCFG_CACHE", "DOCKERCFG_CACHE_DIR"),
		paths.Names{DirBy: "AWS_ECR_CACHE_DIR"}, home)
	if suite != "" {
		places = append(places, suite)
	}
	if ecr != "" && ecr != suite && os.Getenv("AWS_ECR_CACHE_DIR") != "" {
		places = append(places, ecr)
	}
	if len(places) == 0 {
		err = fault.New(fault.Config,
			"tokens are not cached, since there is no cache directory: set HOME, or set DOCKERCFG_CACHE_DIR to an "+
				"absolute path")
	}
	return places, err
}

// without returns the environment as if some variables were not set.
func without(names ...string) func(string) string {
	return func(name string) string {
		if slices.Contains(names, name) {
			return ""
		}
		return os.Getenv(name)
	}
}

// clearTokens removes the entries in a directory, the results left for waiting
// processes, and temporary files, and counts the tokens. The directory's key stays: it
// opens nothing. Only regular files are removed: a link or a directory with such a name
// belongs to someone else. A write in progress loses its file and caches nothing, as
// intended. With prefixes, only files whose names begin with one of them are removed.
func clearTokens(path string, prefixes []string) (removed int, failed error) {
	dir, err := safefile.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	entries, failed := os.ReadDir(path)
	for _, entry := range entries {
		name := entry.Name()
		token := strings.HasSuffix(name, tokencache.Suffix)
		ours := tokencache.IsCacheFile(name) || safefile.IsTemporary(name)
		if len(prefixes) > 0 {
			ours = ours && slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
		}
		if !ours || !entry.Type().IsRegular() {
			continue
		}
		err := dir.Remove(name)
		switch {
		case err == nil && token:
			removed++
		case err != nil && !errors.Is(err, fs.ErrNotExist) && failed == nil:
			failed = err
		}
	}
	return removed, failed
}
