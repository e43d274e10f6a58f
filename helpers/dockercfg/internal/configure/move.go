package configure

import (
	"context"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/program"
)

// Move puts logins into the keeper and reads each of them back; only then may
// they leave the file. After a failure some may be in both, and none is lost.
func Move(ctx context.Context, entries []dockerconfig.Entry, keeper string, suite []string) error {
	helper, err := program.Find(keeper)
	if err != nil {
		return err
	}
	caller := program.Caller{Trusted: suite}
	for _, e := range entries {
		if err := moveOne(ctx, caller, helper, e); err != nil {
			return fault.Within(err, "moving the login of "+fault.Printable(e.Key, 100)+" into "+helper.Name+", the file stays as it is")
		}
	}
	return nil
}

func moveOne(ctx context.Context, caller program.Caller, helper program.Helper, e dockerconfig.Entry) error {
	ctx, cancel := context.WithTimeout(ctx, 3*perHelper)
	defer cancel()
	if err := caller.Store(ctx, helper, e.Key, credential.Credential{Username: e.Username, Secret: e.Secret}); err != nil {
		return err
	}
	back, _, err := caller.Get(ctx, helper, e.Key)
	if err != nil {
		return fault.New(fault.Store, "it cannot be read back: %w", err)
	}
	if back.Username != e.Username || back.Secret != e.Secret {
		return fault.New(fault.Store, "what is read back is another login")
	}
	return nil
}
