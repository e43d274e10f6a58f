package main

import (
	"fmt"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// TestMinting runs the common tests with Amazon's real host names.
func TestMinting(t *testing.T) {
	helpertest.Minting{
		Program: program, Own: own, User: user,
		New: func(t *testing.T, env ...string) (*helpertest.World, helpertest.Cloud) {
			amazon := start(t)
			cloud := helpertest.NewExchange(t, "api.ecr.eu-west-1.amazonaws.com", amazon.ServeHTTP)
			cloud.Handle(fakecloud.Any, amazon.ServeHTTP)
			env = append(append(cloud.Environment(), "AWS_EC2_METADATA_DISABLED=true",
				"AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=CANARY-KEY"), env...)
			return helpertest.NewWorld(t, program, own, env...), cloud
		},
		Other: func(i int) string { return fmt.Sprintf("%012d.dkr.ecr.eu-west-1.amazonaws.com", i) },
		Hosts: []string{own, "public.ecr.aws", "123456789012.dkr-ecr-fips.us-west-2.on.aws"},
		Heavy: []string{"github.com/aws/aws-sdk-go-v2/service/sts/internal/endpoints",
			"github.com/aws/aws-sdk-go-v2/config"},
	}.Test(t)
}
