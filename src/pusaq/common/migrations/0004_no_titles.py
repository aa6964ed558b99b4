from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0003_works_as_facts")]

    operations = [
        migrations.RemoveField("job", "title"),
        migrations.AlterField("job", "stage", models.CharField(blank=True, max_length=40)),
    ]
