//! Look-alikes of what consoles, directories and registrars export: recognised by their headers, without a mapping.

use super::place::Place;
use anyhow::{Context, Result, ensure};
use holdfast_core::import::{self, ImportKind, ImportOptions};

/// A format, its file, and fields that its columns go to.
const FILES: [(&str, ImportKind, &str, &str); 13] = [
    (
        "Microsoft 365 users",
        ImportKind::People,
        "\u{feff}Display name,DirSyncEnabled,User principal name,Object Id,First name,Last name,When created,Title,Department,Office,Block credential,Licenses,Phone number,Mobile Phone\r\n\
         Ann Lee,False,ann@corp.example,1,Ann,Lee,2022-03-18 19:49:35Z,Designer,Design,Berlin,False,Business Standard+Visio,+49 30 1,\r\n\
         Bo Ek,False,bo@corp.example,2,Bo,Ek,2022-03-18 19:49:35Z,,Sales,Berlin,True,Unlicensed,,\r\n",
        "Display name=name; User principal name=email; Title=job_title; Department=department; Office=location; Phone number=phone",
    ),
    (
        "Microsoft Entra users",
        ImportKind::People,
        "userPrincipalName,displayName,surname,mail,givenName,id,userType,jobTitle,department,accountEnabled,officeLocation,createdDateTime\n\
         ann@corp.example,Ann Lee,Lee,ann.lee@corp.example,Ann,1,Member,Designer,Design,True,Berlin,8/19/2021 1:25:31 PM\n",
        "userPrincipalName=username; displayName=name; mail=email; jobTitle=job_title; department=department; officeLocation=location",
    ),
    (
        "Active Directory users",
        ImportKind::People,
        "#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n\"DistinguishedName\",\"Enabled\",\"GivenName\",\"Name\",\"ObjectClass\",\"ObjectGUID\",\"SamAccountName\",\"SID\",\"Surname\",\"UserPrincipalName\",\"Manager\"\r\n\
         \"CN=Ann Lee,OU=Staff,DC=x\",\"True\",\"Ann\",\"Ann Lee\",\"user\",\"1\",\"alee\",\"S-1\",\"Lee\",\"ann@corp.example\",\"CN=Bo Ek,OU=Staff,DC=x\"\r\n\
         \"CN=Bo Ek,OU=Staff,DC=x\",\"True\",\"Bo\",\"Bo Ek\",\"user\",\"2\",\"bek\",\"S-2\",\"Ek\",\"bo@corp.example\",\"\"\r\n",
        "Name=name; SamAccountName=username; UserPrincipalName=email; Manager=manager",
    ),
    (
        "Google Workspace users",
        ImportKind::People,
        "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required],Status [READ ONLY],Last Sign In [READ ONLY],Work Phone,Employee ID,Employee Title,Manager Email,Department\n\
         Ann,Lee,ann@corp.example,****,/,Active,Never logged in,+49 30 1,E-7,Designer,bo@corp.example,Design\n\
         Bo,Ek,bo@corp.example,****,/,Active,2026/04/10 04:05:20,,E-8,,,Sales\n",
        "First Name [Required]=first_name; Last Name [Required]=last_name; Email Address [Required]=email; Work Phone=phone; Employee ID=employee_number; Employee Title=job_title; Manager Email=manager; Department=department",
    ),
    (
        "Snipe-IT users",
        ImportKind::People,
        "First Name,Last Name,Email,Username,Activated,Location,Address,City,Phone,Job Title,Notes,Employee Number,Company,Manager,Start Date,End Date\n\
         Ann,Lee,ann@corp.example,alee,yes,Berlin,Street 1,Berlin,,Designer,,E-7,Acme,Bo Ek,2024-02-13,\n",
        "First Name=first_name; Last Name=last_name; Email=email; Username=username; Location=location; Phone=phone; Job Title=job_title; Notes=notes; Employee Number=employee_number; Manager=manager; Start Date=starts_on; End Date=leaves_on",
    ),
    (
        "Intune devices",
        ImportKind::Hardware,
        "Device ID,Device name,Enrollment date,Last check-in,OS version,Serial number,Manufacturer,Model,Category,UserId,Primary user UPN,Primary user email address,Primary user display name,Ownership,OS,EthernetMAC\n\
         d1,LT-1,2026-01-13 09:08:12.0000000,0001-01-01 00:00:00.0000000,10.0.1,SN-1,LENOVO,T14,Laptop,u1,ann@corp.example,ann@corp.example,Ann Lee,Corporate,Windows,aa:bb:cc:dd:ee:ff\n",
        "Device name=name; Serial number=serial; Manufacturer=manufacturer; Model=model; Category=category; Primary user email address=holder_email; Primary user display name=holder_name; OS=operating_system; EthernetMAC=mac",
    ),
    (
        "Windows Autopilot devices",
        ImportKind::Hardware,
        "Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\nSN-9,,T0FBQ==,LENOVO,T14\n",
        "Device Serial Number=serial; Manufacturer name=manufacturer; Device model=model",
    ),
    (
        "Lansweeper assets",
        ImportKind::Hardware,
        "AssetID,AssetName,AssetTypename,Domain,Username,Manufacturer,Model,Serialnumber,IPAddress,Mac,Lastseen,PurchaseDate,Warrantydate\n\
         17,PC-1,Windows,CORP,alee,Dell,OptiPlex,SN-4,10.0.0.9,AA:BB:CC:DD:EE:01,2026-02-13 10:00:00,2024-02-13,2027-02-12\n",
        "AssetName=name; AssetTypename=category; Username=holder_username; Manufacturer=manufacturer; Model=model; Serialnumber=serial; IPAddress=ip; Mac=mac; PurchaseDate=purchased_on; Warrantydate=warranty_ends_on",
    ),
    (
        "HP warranty results",
        ImportKind::Hardware,
        "Serial number,Product number,Product name,Coverage status,Warranty start date,Warranty end date\nSN-5,8AB,EliteBook 840,Active,02-Jan-24,01-Jan-27\n",
        "Serial number=serial; Product name=model; Warranty start date=warranty_starts_on; Warranty end date=warranty_ends_on",
    ),
    (
        "ITFlow vendors",
        ImportKind::Vendors,
        "Name,Description,Contact Name,Phone,Website,Account Number,Notes\nAcme,Printers,Ann Lee,+49 30 1,https://acme.example/,K-7,\n",
        "Name=name; Description=notes; Contact Name=contact_name; Phone=support_phone; Website=website; Account Number=account_number; Notes=notes",
    ),
    (
        "ITFlow certificates",
        ImportKind::Contracts,
        "Name,Description,Domain,Issuer,Expiration Date\nwww,Shop,x.example,Trusty,2027-02-13\n",
        "Name=name; Description=notes; Domain=notes; Issuer=vendor; Expiration Date=ends_on",
    ),
    (
        "GoDaddy domains",
        ImportKind::Contracts,
        "Domain Name,Expiration Date,Auto-renew,Status,Protection Plan,Privacy,Estimated Value\nx.example,2027-02-13,On,Active,None,On,$ 402.00\n",
        "Domain Name=domain; Expiration Date=ends_on; Auto-renew=auto_renews",
    ),
    (
        "Namecheap domains",
        ImportKind::Contracts,
        "Domain Name,Domain privacy protection status,Domain status at NC,Domain auto-renew status,Domain expiration date\nx.example,on,active,on,Dec 14 2027\n",
        "Domain Name=domain; Domain auto-renew status=auto_renews; Domain expiration date=ends_on",
    ),
];

#[tokio::test]
async fn consoles_need_no_mapping() -> Result<()> {
    for (name, kind, file, expected) in FILES {
        let place = Place::in_memory().await?;
        let look = import::look(file.as_bytes(), "export.csv")?;
        ensure!(look.sure && look.kind == kind && look.shape.as_deref() == Some(name), "{name}: {look:?}");
        let options = ImportOptions { currency: Some("EUR".to_owned()), ..ImportOptions::new(kind) };
        let preview = {
            let mut conn = place.db.read().await?;
            import::preview(&mut conn, file.as_bytes(), &options, &place.now).await?.0
        };
        let mapped: Vec<String> = preview
            .columns
            .iter()
            .filter_map(|column| Some(format!("{}={}", column.column, column.field.as_ref()?)))
            .collect();
        ensure!(mapped.join("; ") == expected, "{name}: {}", mapped.join("; "));
        let report = place.import(file.as_bytes(), &options).await?;
        ensure!(report.problems.is_empty() && report.new == report.rows, "{name}: {report:?}");
        let again = place.import(file.as_bytes(), &options).await?;
        ensure!(again.unchanged == again.rows && again.batch.is_none(), "{name} again: {again:?}");
        let left = again.left_out.join(" ");
        ensure!(!left.contains("Expiration") && !left.contains("Serial"), "{name}: {left}");
        ensure!(report.parts.first().context("a part")?.shape.as_deref() == Some(name));
    }
    Ok(())
}
